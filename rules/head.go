package rules

import (
	"scimshim/config/tree"
	"scimshim/rules/kind"
)

// A Head is what a rule file says of itself, for people.
type Head struct {
	Name    string
	Side    string // client, target or empty
	Title   string // the product
	Sources []string
	Limits  []Limit
}

// A Limit is a fact of a client or a target that no rule states: what the target cannot do,
// or what a pack leaves undone.
type Limit struct {
	Text    string
	Sources []string
}

// HeadOf returns what a rule file says of itself, whatever else is wrong with it.
func HeadOf(s Source) Head {
	var ps params
	f := tree.Parsed(s.File, s.Data)
	_ = ps.read(f, s)
	var h Head
	_ = f.Read(tree.Options{Expand: ps.value}, func(root *tree.Node) { h = headOf(root) })
	return h
}

// headOf reads the keys of a rule file that are for people.
func headOf(root *tree.Node) Head {
	h := Head{Name: root.Key("name").String(), Side: root.Key("for").String()}
	h.Title = root.Key("title").NonEmpty()
	if root.States("says") && root.Has("says") {
		root.ErrorKey("says", "this key is now called title")
	}
	h.Sources = sourcesOf(root)
	for _, n := range root.Key("limits").All() {
		h.Limits = append(h.Limits, limitOf(n))
	}
	return h
}

// limitOf reads a limit: a text, or a mapping of the text and its sources.
func limitOf(n *tree.Node) Limit {
	if !n.IsMap() {
		return Limit{Text: n.NonEmpty()}
	}
	l := Limit{Text: n.Need("text").NonEmpty(), Sources: sourcesOf(n)}
	n.Rest()
	return l
}

// sourcesOf reads where a fact is from: one text, or a list of them.
func sourcesOf(n *tree.Node) []string {
	var list []string
	for s := range kind.Each(n.Key("source")) {
		list = append(list, s.NonEmpty())
	}
	return list
}
