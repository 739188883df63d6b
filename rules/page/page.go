// Package page writes the page of a pack out of its rule file, so that the page cannot say
// anything else than the rules do: the product and the sources, the parameters, each block
// with the reasons that it gives, what no rule can do, and the cases that show all this.
package page

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scimshim/rules"
	"scimshim/rules/packs"
)

// Of returns the page of a pack, in Markdown, and whether there is a pack of that name.
func Of(name string) (string, bool) {
	s, ok := rules.Pack(name)
	if !ok {
		return "", false
	}
	return pageOf(s), true
}

func pageOf(s rules.Source) string {
	var w writer
	head := rules.HeadOf(s)
	w.head(head)
	w.params(s)
	w.blocks(s)
	w.limits(head.Limits)
	w.cases(head.Name)
	w.quirks()
	return w.String()
}

// A writer writes a page.
type writer struct {
	strings.Builder
	said []string // the kinds of blocks that were introduced
}

func (w *writer) printf(format string, args ...any) { fmt.Fprintf(w, format, args...) }

func (w *writer) head(h rules.Head) {
	w.printf("# %s\n\n%s", h.Name, h.Title)
	chain := h.Name
	switch h.Side {
	case "client":
		chain += ",TARGET"
		w.printf(", as the client")
	case "target":
		chain = "CLIENT," + chain
		w.printf(", as the target")
	}
	w.printf(".\n\n    scimshim serve --target https://example.com/scim/v2 --rules %s\n", chain)
	if len(h.Sources) > 0 {
		w.printf("\nSources:\n\n")
		for _, s := range h.Sources {
			w.printf("- %s\n", s)
		}
	}
}

func (w *writer) params(s rules.Source) {
	list, err := rules.Params(s)
	if err != nil || len(list) == 0 {
		return
	}
	w.printf("\n## Parameters\n\nSet them with `--set %s.NAME=VALUE`, or in a configuration under `with:`.\n",
		rules.HeadOf(s).Name)
	w.printf("\n| parameter | values | default | meaning |\n|---|---|---|---|\n")
	for _, p := range list {
		values, without := p.Type, "`"+p.Default+"`"
		if len(p.OneOf) > 0 {
			values = "`" + strings.Join(p.OneOf, "`, `") + "`"
		}
		switch {
		case p.Required:
			without = "none, must be set"
		case p.Default == "":
			without = "an empty text"
		}
		w.printf("| `%s` | %s | %s | %s |\n", p.Name, values, without, cell(p.Says))
	}
}

func (w *writer) limits(list []rules.Limit) {
	if len(list) == 0 {
		return
	}
	w.printf("\n## What it cannot do\n\n")
	for _, l := range list {
		w.printf("- %s\n", strings.TrimSpace(sentence(l.Text)+" "+links(l.Sources)))
	}
}

// cases lists the cases of a target, and of a client how many there are.
func (w *writer) cases(name string) {
	var pairs []string
	by := map[string][]packs.Case{}
	for _, c := range packs.Cases(name) {
		if by[c.Pair] == nil {
			pairs = append(pairs, c.Pair)
		}
		by[c.Pair] = append(by[c.Pair], c)
	}
	if len(pairs) == 0 {
		return
	}
	w.printf("\n## Cases\n\nEach case shows what the steps do to one request. They are in rules/testdata; " +
		"`scimshim test` plays them.\n")
	for _, pair := range pairs {
		list := by[pair]
		if target, ok := strings.CutPrefix(pair, name+"-"); ok {
			w.printf("\n%s has %d, listed on the page of %s.\n", pair, len(list), target)
			continue
		}
		w.printf("\n%s has %d:\n\n", pair, len(list))
		for _, c := range list {
			w.printf("- `%s`: %s\n", c.Name, c.Title)
		}
	}
}

// quirk is what the id of something that clients send looks like. What is one says the
// register.
var quirk = regexp.MustCompile(`\bQ[0-9]{2,3}\b|\b[a-z]+(-[a-z]+)+\b`)

// quirks explains the ids that stand on the page.
func (w *writer) quirks() {
	ids := quirk.FindAllString(w.String(), -1)
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	first := true
	for _, id := range slices.Compact(ids) {
		says, ok := rules.Quirk(id)
		if !ok {
			continue
		}
		if first {
			w.printf("\n## What clients send\n\n")
			first = false
		}
		w.printf("- %s: %s\n", id, says)
	}
}

// sentence begins with a capital letter and ends with a period, unless the text begins with
// a name such as userName.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	word, _, _ := strings.Cut(text, " ")
	if word != "" && strings.ToLower(word) == word && !strings.ContainsAny(word, ".:$_") {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	if text != "" && !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text += "."
	}
	return text
}

// links refers to sources, those that have an address by a number.
func links(sources []string) string {
	var list []string
	for _, s := range sources {
		if strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") {
			s = "<" + s + ">"
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, ", ") + ")"
}

// cell returns a text as it may stand in a cell of a table.
func cell(text string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "|", `\|`)
}
