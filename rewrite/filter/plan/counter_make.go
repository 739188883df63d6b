package plan

import (
	"cmp"
	"slices"
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// The bounds of what is made for one attribute, and for one resource.
const (
	maxLiterals = 16   // that an attribute is compared with
	maxValues   = 24   // that it has and the filters tell apart
	maxElements = 3    // that are in one list
	maxObjects  = 4096 // that are made of the values of several attributes
)

// A generator makes resources that two filters may tell apart. Of the values of
// an attribute it keeps one of each kind: what all terms of the filters judge
// alike is one kind.
type generator struct {
	judge *filter.Judge
	tape  *json.Tape // where what is made is read
	root  *node
}

func newGenerator(s *filter.Scope, judge *filter.Judge, tape *json.Tape, filters ...filter.Expr) generator {
	return generator{judge, tape, shapeOf(s, filters...)}
}

// read returns the value that a text is, until the next is read; none of an empty one.
func (g generator) read(text string) json.Value {
	if text == "" {
		return json.Value{}
	}
	if err := g.tape.Read(text, nil); err != nil {
		panic("BUG: what was made is no JSON: " + err.Error())
	}
	return g.tape.Root()
}

// resources returns the resources, the plainest first.
func (g generator) resources() []value {
	list := g.objects(g.root)
	slices.SortStableFunc(list, plainer)
	return list
}

// plainer orders values: the less odd first, then the shorter.
func plainer(a, b value) int {
	return cmp.Or(cmp.Compare(a.odd, b.odd), cmp.Compare(len(a.text), len(b.text)))
}

// values returns the values of a member, one of each kind, the plainest first.
func (g generator) values(n *node) []value {
	list := n.scalars()
	if n.isObject() {
		list = append(list, g.objects(n)...)
	}
	list = g.distinct(n, list)
	if n.isList() {
		list = g.lists(n, list)
	}
	return list
}

// objects returns objects made of the values of the members of n.
func (g generator) objects(n *node) []value {
	var names []string
	var values [][]value
	for _, m := range n.members {
		names, values = append(names, m.name), append(values, g.values(m))
	}
	if n.up != nil {
		names, values = append(names, n.unseen()), append(values, []value{{}, {`"x"`, 0}})
	}
	list := []value{{"{}", 0}}
	for i, values := range trimmed(values, maxObjects) {
		var longer []value
		for _, object := range list {
			for _, v := range values {
				longer = append(longer, object.and(names[i], v))
			}
		}
		list = longer
	}
	for i, v := range list {
		if v.text == "{}" && n.up != nil {
			list[i].odd++
		}
	}
	return list
}

// and returns an object with another member, if that is not missing.
func (v value) and(name string, member value) value {
	if v.odd += member.odd; member.text == "" {
		return v
	}
	comma := ","
	if v.text == "{}" {
		comma = ""
	}
	v.text = v.text[:len(v.text)-1] + comma + string(filter.Quote(name)) + ":" + member.text + "}"
	return v
}

// lists returns lists of the elements, of as many as may be needed for what no
// single element satisfies.
func (g generator) lists(n *node, elements []value) []value {
	var list []value
	for _, e := range elements {
		if e.text != "" && n.known {
			e.text = "[" + e.text + "]"
		}
		list = append(list, e)
	}
	for range maxElements - 1 {
		longer := list
		for _, v := range list {
			for _, e := range elements {
				if v.text != "" && e.text != "" {
					longer = append(longer, v.with(e))
				}
			}
		}
		list = g.distinct(n, longer)
	}
	return list
}

// with returns a list with another element. Where it is not declared that there
// may be several, that is odd.
func (v value) with(e value) value {
	v.odd += e.odd
	if !strings.HasPrefix(v.text, "[") {
		v.text = "[" + v.text + "]"
		v.odd++
	}
	v.text = v.text[:len(v.text)-1] + "," + e.text + "]"
	return v
}

// distinct returns the plainest value of each kind.
func (g generator) distinct(n *node, list []value) []value {
	slices.SortStableFunc(list, plainer)
	top := n.top()
	terms := top.leaves
	if n != top {
		terms = append(terms[:len(terms):len(terms)], top.atoms...)
	}
	seen := map[string]bool{}
	var kept []value
	for _, v := range list {
		if g.judge.Spent() {
			break
		}
		resource := g.read(n.within(v.text))
		kind := make([]byte, len(terms))
		for i, e := range terms {
			kind[i] = byte(g.judge.Holds(e, resource))
		}
		if !seen[string(kind)] && len(kept) < maxValues {
			seen[string(kind)] = true
			kept = append(kept, v)
		}
	}
	return kept
}

// within returns a resource that has a value for n, and nothing else.
func (n *node) within(text string) string {
	if n.up == nil {
		return text
	}
	if text != "" && n.known && n.attr.Multi && text[0] != '[' {
		text = "[" + text + "]"
	}
	object := value{text: "{}"}.and(n.name, value{text: text})
	return n.up.within(object.text)
}
