package page

import (
	"slices"
	"strings"

	"scimshim/config/tree"
)

// A row is an option of a block: of what it is, what it says, and why.
type row struct {
	of      string
	options []string // in code
	reasons []string
	told    []string // what the administrator is told
}

func (r row) says() string { return strings.Join(r.options, "; ") }

func (r row) why() string {
	list := slices.Clone(r.reasons)
	for _, text := range r.told {
		list = append(list, "“"+cell(text)+"”")
	}
	return strings.Join(list, " ")
}

// keyed are the kinds of blocks that are options by their keys. A mapping of another kind is
// one step.
var keyed = []string{"normalize", "set", "convert", "stores", "queries", "patch"}

// rowsOf returns the rows of a block: one for each of its keys or items, or the one that it is.
func rowsOf(kind string, n *tree.Node) []row {
	if !n.IsMap() || !slices.Contains(keyed, kind) {
		return rowsAt("", n)
	}
	var list []row
	if r := own(n); r.why() != "" {
		list = append(list, r)
	}
	for key, value := range n.Entries() {
		if !isReason(key) {
			list = append(list, rowsAt(key, value)...)
		}
	}
	return list
}

// rowsAt returns the rows of an option: one, or one for each item of a list that has a
// mapping in it, for they have reasons of their own.
func rowsAt(of string, n *tree.Node) []row {
	if !n.IsList() || !hasMap(n) {
		return []row{rowOf(of, n)}
	}
	var list []row
	for _, item := range n.All() {
		list = append(list, rowOf(of, item))
	}
	return list
}

func hasMap(n *tree.Node) bool {
	for _, item := range n.All() {
		if item.IsMap() {
			return true
		}
	}
	return false
}

func rowOf(of string, n *tree.Node) row {
	r := row{of: of}
	if n.IsMap() {
		for key, value := range n.Entries() {
			if !isReason(key) {
				r.options = append(r.options, code(key+": "+flow(value)))
			}
		}
	} else {
		r.options = []string{code(flow(n))}
	}
	r.reason(n)
	return r
}

// isReason reports whether a key is for people.
func isReason(key string) bool { return key == "why" || key == "source" || key == "message" }

// reason adds the reasons that are given anywhere within n.
func (r *row) reason(n *tree.Node) {
	if n.IsList() {
		for _, item := range n.All() {
			r.reason(item)
		}
	}
	if !n.IsMap() {
		return
	}
	top := own(n)
	r.reasons, r.told = append(r.reasons, top.reasons...), append(r.told, top.told...)
	for key, value := range n.Entries() {
		if !isReason(key) {
			r.reason(value)
		}
	}
}

// own returns a row of no more than the reasons that a mapping itself gives.
func own(n *tree.Node) (r row) {
	text := ""
	if why := n.Key("why"); why.IsScalar() {
		text = sentence(why.String())
	}
	if text = strings.TrimSpace(cell(text) + " " + links(n.Key("source").Strings())); text != "" {
		r.reasons = []string{text}
	}
	if message := n.Key("message"); message.IsScalar() {
		r.told = []string{message.String()}
	}
	return r
}

// flow writes a value as YAML on one line, without what is for people.
func flow(n *tree.Node) string {
	var parts []string
	switch {
	case n.IsMap():
		for key, value := range n.Entries() {
			if !isReason(key) {
				parts = append(parts, key+": "+flow(value))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case n.IsList():
		for _, item := range n.All() {
			parts = append(parts, flow(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case n.IsNull():
		return "null"
	}
	return n.Literal()
}

// code returns a text as code that may stand in a cell of a table.
func code(text string) string {
	text = cell(text)
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}
