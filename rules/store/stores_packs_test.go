package store_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/packs"
)

// A rewritten is a pack of which some rules are said in a block.
type rewritten struct {
	pack   string
	block  string
	gone   []string // the rules in place of which it stands
	before string   // the last rule that acts before it, among those that stay
	first  []string // rules that stand behind that and are moved in front of it
	played int      // how many cases there are at least
}

// Packs of which the rules of what is stored are said in blocks do the same in all of their
// cases.
func TestStoresSaysPacks(t *testing.T) {
	for _, p := range rewrites {
		t.Run(p.pack, func(t *testing.T) {
			folders, err := filepath.Glob("../testdata/*-" + p.pack)
			if err != nil {
				t.Fatal(err)
			}
			played, acted := 0, 0
			for _, folder := range folders {
				pair, _ := packs.Pair(filepath.Base(folder))
				client, _ := rules.Pack(pair[0])
				client.Unstated = true
				target, _ := rules.Pack(p.pack)
				target.Unstated = true
				before := compile(t, client, target)
				for name, c := range committed(t, filepath.Base(folder)) {
					if len(c.Files()) > 0 {
						continue // they override rules by their names
					}
					want, got := before, p.with(t, client, nil)
					if values := c.Values(); len(values) > 0 {
						want = compile(t, given(t, []rules.Source{client, target}, values)...)
						got = p.with(t, client, values)
					}
					text, _ := outcome(t, want, c, p.pack)
					now, acts := outcome(t, got, c, p.pack+"-stores")
					if now = strings.ReplaceAll(now, p.pack+"-late/", p.pack+"/"); now != text {
						t.Errorf("%s: the rules come to\n%s\nthe blocks to\n%s", name, text, now)
					}
					played++
					if acts {
						acted++
					}
				}
			}
			if played < p.played || acted < 2 {
				t.Errorf("played %d cases, not %d; the block does something in %d", played, p.played, acted)
			}
		})
	}
}

// compiled are the chains with blocks, by client and pack.
var compiled = map[string]*rules.Set{}

// with returns the chain of a client and the pack with blocks: what stands before them, they,
// and what stands behind them, each a file, since the rules of one stand behind its blocks.
func (p rewritten) with(t *testing.T, client rules.Source, values []string) *rules.Set {
	t.Helper()
	if set := compiled[client.File+p.pack]; set != nil && values == nil {
		return set
	}
	s, _ := rules.Pack(p.pack)
	head, list := cut(string(s.Data))
	params := head
	if i := strings.Index(head, "\nattributes:"); i >= 0 {
		params = head[:i+1]
	}
	var early, late strings.Builder
	past, gone := false, 0
	for _, r := range list {
		switch {
		case slices.Contains(p.gone, r.name):
			gone++
		case !past || slices.Contains(p.first, r.name):
			early.WriteString(r.text)
		default:
			late.WriteString(r.text)
		}
		past = past || r.name == p.before || p.before == ""
	}
	if gone != len(p.gone) || !past {
		t.Fatalf("%d of %d rules are there, %s: %v", gone, len(p.gone), p.before, past)
	}
	warn := strings.NewReplacer("count]", "warn]", "count,", "warn,", "default: count", "default: warn").Replace
	file := func(name, text string) rules.Source {
		text = strings.Replace(text, "name: "+p.pack+"\n", "name: "+name+"\n", 1)
		return rules.Source{File: name + ".yaml", Data: []byte(text), Unstated: true}
	}
	sources := []rules.Source{
		client,
		file(p.pack, head+rulesOf(early.String())),
		file(p.pack+"-stores", warn(params)+p.block),
		file(p.pack+"-late", params+rulesOf(late.String())),
	}
	var all []string
	for _, v := range values {
		all = append(all, v)
		if rest, ok := strings.CutPrefix(v, p.pack+"."); ok {
			all = append(all, p.pack+"-late."+rest, p.pack+"-stores."+strings.Replace(rest, "=count", "=warn", 1))
		}
	}
	set := compile(t, given(t, sources, all)...)
	if values == nil {
		compiled[client.File+p.pack] = set
	}
	return set
}

// rulesOf returns the rules of a file, if there are some.
func rulesOf(text string) string {
	if text == "" {
		return ""
	}
	return "rules:\n" + text
}

// given returns files with values for their parameters.
func given(t *testing.T, sources []rules.Source, values []string) []rules.Source {
	t.Helper()
	for _, v := range values {
		var err error
		if sources, err = rules.Give(sources, v, ""); err != nil {
			t.Fatal(err)
		}
	}
	return sources
}

// A written is a rule as its file has it.
type written struct{ name, text string }

// cut returns a pack's text without its rules, and these.
func cut(text string) (head string, list []written) {
	head, text, _ = strings.Cut(text, "\nrules:\n")
	for line := range strings.Lines(text) {
		if name, ok := strings.CutPrefix(line, "  - name: "); ok {
			list = append(list, written{name: strings.TrimSpace(name)})
		}
		if n := len(list); n > 0 && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			list[n-1].text += line
		}
	}
	return head + "\n", list
}
