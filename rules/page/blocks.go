package page

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rules"
)

// sections are the parts of a file that are for one endpoint, in the order of the page.
var sections = []struct{ key, title string }{{"", ""}, {"users", "Users"}, {"groups", "Groups"}}

// blocks writes down what each block says, and why.
func (w *writer) blocks(s rules.Source) {
	_ = tree.ReadWith(s.File, s.Data, tree.Options{Define: "define"}, func(root *tree.Node) {
		w.extends(root)
		w.attributes(root.Key("attributes"))
		for _, section := range sections {
			n := root
			if section.key != "" {
				n = root.Key(section.key)
			}
			w.section(section.title, n)
		}
	})
}

// extends says which blocks are those of another pack.
func (w *writer) extends(root *tree.Node) {
	base := root.Key("extends").String()
	s, ok := rules.Pack(base)
	if !ok {
		return
	}
	var taken []string
	_ = tree.Read(s.File, s.Data, func(from *tree.Node) {
		for _, section := range sections {
			n, own := from, root
			if section.key != "" {
				n, own = from.Key(section.key), root.Key(section.key)
			}
			for _, k := range kindsIn(n) {
				if !slices.Contains(kindsIn(own), k) {
					taken = append(taken, "`"+strings.TrimPrefix(section.key+"."+k, ".")+"`")
				}
			}
		}
	})
	if len(taken) > 0 {
		w.printf("\n## What it inherits from %s\n\n%s, as `scimshim packs %s --page` has it.\n", base,
			strings.Join(taken, ", "), base)
	}
}

// kindsIn returns the kinds of blocks in a mapping, in the order of its text.
func kindsIn(n *tree.Node) []string {
	if !n.IsMap() {
		return nil
	}
	return slices.DeleteFunc(n.Keys(), func(key string) bool { return !slices.Contains(rules.Kinds(), key) })
}

// section writes the blocks of a mapping.
func (w *writer) section(title string, n *tree.Node) {
	for _, kind := range kindsIn(n) {
		w.heading(title, kind, inShort(kind))
		w.table(rowsOf(kind, n.Key(kind)))
	}
}

// heading writes the heading of a kind, and what it is about where it comes first.
func (w *writer) heading(title, kind, says string) {
	if title != "" {
		title += ": "
	}
	w.printf("\n## %s%s\n\n", title, kind)
	if !slices.Contains(w.said, kind) {
		w.said = append(w.said, kind)
		w.printf("%s\n\n", sentence(says))
	}
}

func inShort(kind string) string {
	for _, s := range rules.Subjects() {
		for _, k := range s.Kinds {
			if k.Kind == kind {
				return k.Says
			}
		}
	}
	return ""
}

// table writes rows with the columns that they fill.
func (w *writer) table(rows []row) {
	of := slices.ContainsFunc(rows, func(r row) bool { return r.of != "" })
	why := slices.ContainsFunc(rows, func(r row) bool { return r.why() != "" })
	line := func(first, second, third string) {
		if of {
			w.printf("| %s ", first)
		}
		w.printf("| %s ", second)
		if why {
			w.printf("| %s ", third)
		}
		w.printf("|\n")
	}
	line("of", "it says", "why")
	line("---", "---", "---")
	for _, r := range rows {
		first := ""
		if r.of != "" {
			first = code(r.of)
		}
		line(first, r.says(), r.why())
	}
}
