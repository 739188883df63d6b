package attr

import (
	"reflect"
	"slices"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/expression"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// fallbackRule gives a created or replaced resource an attribute that its target requires and
// the client has no value for: where it is missing, null or empty (Q42, of users without a
// mailbox). A PATCH is left alone, since what it does not show need not be missing, and so are
// answers.
type fallbackRule struct {
	kind.RequestOnly
	name   string
	path   filter.Path // with the sub-attribute
	where  filter.Expr // of the element; nil if it has none
	value  string      // JSON; empty if to makes it
	to     *expression.Expression
	onlyIf *expression.Expression
	stamp  []json.Member
}

// read reads the value, the condition, and what an element is stamped with.
func (r *fallbackRule) read(b *kind.Build, n *tree.Node, a filter.Attribute) {
	r.value, r.to = valueOrExpression(b, n, a)
	if json.SaysNothing(r.value) {
		n.Key("value").Errorf("expected a value that is not empty: an empty one counts as missing")
	}
	if only := n.Key("only_if"); only != nil {
		r.onlyIf = expression.Read(b, only, reflect.Bool)
	}
	for name, v := range n.Key("stamp").Entries() {
		b.MentionKey(n.Key("stamp"), name, r.path)
		r.stamp = append(r.stamp, json.Member{Name: name, Value: v.JSON()})
	}
	if n.Has("stamp") && r.where == nil {
		n.Key("stamp").Errorf("only an element can be stamped; say which, as in emails[type eq \"work\"].value")
	}
	if r.where != nil && json.Check(r.element(`""`, true)) != nil {
		n.Errorf("the brackets, the path or stamp give the element a member twice")
	}
}

// readAttribute reads which attribute the rule is for.
func (r *fallbackRule) readAttribute(b *kind.Build, n *tree.Node, t filter.Target) filter.Attribute {
	resource := b.Scope().Resource
	r.path, r.where = b.Types.Canonical(resource, t.Path), t.Where
	if t.Where != nil {
		r.path.Sub = t.Sub
	}
	a, known := b.Types.Find(resource, r.path)
	_, extension := b.Types.Extension(resource, r.path)
	switch {
	case n == nil:
	case r.path.Name == part.Active.Name:
		n.Errorf("a step must not decide whether a user is active")
	case known && a.Mutability == filter.ReadOnly, r.path.Is(part.Schemas):
		n.Errorf("a step must not make up %s", r.path)
	case extension, t.Where != nil && t.Sub == "", t.Where == nil && b.Multi(r.path) && r.path.Sub != "":
		n.Errorf("this attribute has several values; say which one, as in emails[type eq \"work\"].value")
	case t.Where != nil && !onlyEqTerms(t.Where):
		n.Errorf("the brackets must describe the element: comparisons with eq, joined by and")
	}
	return a
}

// onlyEqTerms reports whether a filter says no more than what members an element
// has.
func onlyEqTerms(where filter.Expr) bool {
	n := 1
	if and, ok := where.(*filter.And); ok {
		n = len(and.List)
	}
	return len(part.EqTerms(where)) == n
}

func (r *fallbackRule) Request(m *rewrite.Message) error {
	if m.Method != "POST" && m.Method != "PUT" || r.present(m) {
		return nil
	}
	value, err := r.make(m)
	if value == "" || err != nil {
		return err
	}
	if r.where != nil {
		return r.addElement(m, value)
	}
	return r.add(m, value)
}

// make returns the value that the attribute is to have, or "" for none.
func (r *fallbackRule) make(m *rewrite.Message) (string, error) {
	if r.onlyIf != nil {
		wanted, err := r.onlyIf.OfResource(m, m.Get(filter.Path{}))
		if err != nil || wanted != true {
			return "", unworkable(r.name, err)
		}
	}
	if r.to == nil {
		return r.value, nil
	}
	out, err := r.to.OfResource(m, m.Get(filter.Path{}))
	if text, _ := out.(string); text != "" && err == nil {
		return json.Quote(text), nil
	}
	return "", unworkable(r.name, err)
}

// present reports whether the resource has the attribute, or something in its place
// that the rule does not understand.
func (r *fallbackRule) present(m *rewrite.Message) bool {
	holder := r.path
	if holder.Sub == "" {
		return says(m.Get(holder))
	}
	holder.Sub = ""
	value := m.Get(holder)
	switch {
	case !value.Exists() || value.Null() || value.Text() == `""`:
		return false
	case r.where == nil:
		return value.Kind() != '{' || says(value.Get(r.path.Sub))
	case value.Kind() != '[':
		return true
	}
	for element := range value.Elements() {
		if part.Satisfies(m, element, holder, r.where) {
			return says(element.Get(r.path.Sub))
		}
	}
	return false
}

// says reports whether there is a value that is not empty.
func says(v json.Value) bool { return v.Exists() && !json.SaysNothing(v.Text()) }

// add puts the value at the path, in what there is on the way to it.
func (r *fallbackRule) add(m *rewrite.Message, value string) error {
	keys := []string{r.path.Schema, r.path.Name, r.path.Sub}
	if r.path.Schema == "" {
		keys = keys[1:]
	}
	if r.path.Sub == "" {
		keys = keys[:len(keys)-1]
	}
	return r.put(m, keys[0], func(old string) string { return part.PutAt(old, keys[1:], value) })
}

// addElement puts the value into the first element that the brackets select, or adds
// an element that has it.
func (r *fallbackRule) addElement(m *rewrite.Message, value string) error {
	holder := r.path
	holder.Sub = ""
	text := r.inElement(m, m.Get(holder), value)
	if r.path.Schema == "" {
		return r.put(m, r.path.Name, func(string) string { return text })
	}
	return r.put(m, r.path.Schema, func(old string) string { return part.PutAt(old, []string{r.path.Name}, text) })
}

// inElement returns a list of elements, one of which has the value.
func (r *fallbackRule) inElement(m *rewrite.Message, list json.Value, value string) string {
	holder := r.path
	holder.Sub = ""
	var elements []string
	done, primary := false, false
	for element := range list.Elements() {
		primary = primary || element.Get("primary").Text() == "true"
		text := element.Text()
		if !done && part.Satisfies(m, element, holder, r.where) {
			text, done = part.PutAt(text, []string{r.path.Sub}, value), true
		}
		elements = append(elements, text)
	}
	if !done {
		elements = append(elements, r.element(value, !primary))
	}
	return json.Array(elements...)
}

// element returns a new element with the value: the terms of the brackets, and what
// stamp names, which is primary only if that is asked for.
func (r *fallbackRule) element(value string, primary bool) string {
	members := append(slices.Clone(part.EqTerms(r.where)), json.Member{Name: r.path.Sub, Value: value})
	for _, s := range r.stamp {
		if primary || !filter.Fold(s.Name, "primary") {
			members = append(members, s)
		}
	}
	return json.Object(members...)
}

// put puts what text makes of a member of the resource in its place, and declares
// an extension that is new.
func (r *fallbackRule) put(m *rewrite.Message, key string, text func(old string) string) error {
	var urns []string
	return m.MapAmong(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level == rewrite.Root:
			old, some := a.Lookup(filter.Path{Name: key})
			declared, _ := a.Lookup(part.Schemas)
			if !some && key == r.path.Schema && !part.Declares(declared, key) {
				urns = []string{key}
			}
			if old == "" {
				return rewrite.Add(key, text("")), nil
			}
		case a.Level == rewrite.Extension && filter.Fold(a.Path.Schema, key),
			a.Level == rewrite.Whole && a.Path.Schema == "" && filter.Fold(a.Path.Name, key):
			return rewrite.Set(text(a.Value)), nil
		}
		return part.Declare(a, urns), nil
	}, r.path, part.Schemas)
}
