package apply

import (
	"strings"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// selected carries out an operation on the values that satisfy the filter of its path.
func (p *patcher) selected(v verb, at place, value string) *Error {
	if at.def.Mutability == filter.ReadOnly {
		return p.faulty("mutability", at, "is written by the target alone")
	}
	now := p.now(at)
	places, err := p.satisfying(at, now)
	if err != nil {
		return err
	}
	switch {
	case len(places) > 0 && v == remove && at.sub == "":
		return p.removeSelected(at, now, places)
	case len(places) > 0:
		return p.writeSelected(v, at, now, places, value)
	case v == remove:
		return nil
	case v == replace:
		return p.faulty("noTarget", at, "has no value that satisfies the filter of the path")
	}
	return p.addSelected(at, now, value)
}

// satisfying returns the places of the values that satisfy the filter.
func (p *patcher) satisfying(at place, now *node) ([]int, *Error) {
	if now == nil || now.null() {
		return nil, nil
	}
	if now.kind != '[' {
		return nil, p.faulty("invalidPath", at, "has one value, so that none can be selected")
	}
	if err := p.readable(at); err != nil {
		return nil, err
	}
	attribute := filter.Path{Schema: at.schema, Name: at.name}
	tape := json.TakeTape()
	defer tape.Release()
	var list []int
	for _, i := range p.mayBe(now, at.where) {
		element := now.items[i].at.print()
		p.spend(len(element) + 256)
		if p.work < 0 {
			return nil, nil // which ends the PATCH
		}
		if err := tape.Read(element, nil); err != nil {
			panic("BUG: a value that was not checked: " + err.Error())
		}
		switch p.judge.ElementHolds(attribute, at.where, tape.Root()) {
		case filter.True:
			list = append(list, i)
		case filter.Unknown:
			return nil, p.faulty("invalidFilter", at, "has a value of which it cannot be told whether it satisfies "+
				"the filter of the path")
		}
	}
	return list, nil
}

// readable reports as an error a filter that names what the values do not have.
func (p *patcher) readable(at place) *Error {
	if !at.declared {
		return nil
	}
	for _, path := range filter.Paths(at.where) {
		inner := at
		inner.path.Sub = path.Name
		if _, ok := subOf(at.def, path.Name); (!ok || path.Sub != "") && !p.isNamed(inner) {
			return p.faulty("invalidFilter", inner, "is named in the filter of the path and not declared")
		}
	}
	return nil
}

// mayBe returns the places of the values among which those are that satisfy a filter.
func (p *patcher) mayBe(list *node, where filter.Expr) []int {
	for _, term := range filter.Terms(where) {
		c, ok := term.(*filter.Compare)
		if !ok || c.Op != filter.Eq || !c.Path.Is(filter.Path{Name: "value"}) {
			continue
		}
		if text, ok := c.Value.Text(); ok {
			return append([]int(nil), list.named("="+strings.ToLower(text))...)
		}
	}
	return list.all()
}

// removeSelected removes values.
func (p *patcher) removeSelected(at place, list *node, places []int) *Error {
	for _, i := range places {
		list.take(i)
	}
	if list.empty() {
		if err := p.removable(at, at.def, parse("true", nil)); err != nil {
			return err
		}
		p.clear(at)
	}
	return nil
}

// writeSelected writes values that satisfy the filter, or a part of them.
func (p *patcher) writeSelected(v verb, at place, list *node, places []int, value string) *Error {
	switch {
	case at.sub != "":
		if v == remove {
			value = "null"
		}
		text, err := p.partValue(at, value)
		if err != nil {
			return err
		}
		return p.partOf(at, list, places, text)
	case value == "null":
		return p.removeSelected(at, list, places)
	}
	one, err := p.oneValue(at, value)
	if err != nil {
		return err
	}
	for _, i := range places {
		if err := p.writeElement(v, at, list, i, one); err != nil || p.growth < 0 {
			return err
		}
	}
	return nil
}

// writeElement writes one value in the place of another, or adds what it says to that.
func (p *patcher) writeElement(v verb, at place, list *node, i int, one string) *Error {
	now := list.items[i].at
	if v == add && one[0] == '{' && now.kind == '{' {
		if err := p.mergeInto(at, now, one, true); err != nil {
			return err
		}
	} else if !same(now.print(), one) && p.grow(one) {
		now.become(one)
	}
	if list.byText != nil {
		list.enter(i)
	}
	p.onePrimary(list, i)
	return nil
}

// oneValue returns the one value that is to stand for those that a filter selects.
func (p *patcher) oneValue(at place, value string) (string, *Error) {
	list, err := p.values(at, value)
	switch {
	case err != nil:
		return "", err
	case len(list) != 1:
		return "", p.faulty("invalidValue", at, "is selected by a filter, for which there must be one value")
	}
	return list[0], nil
}

// addSelected adds the value that a filter describes, if it is made of comparisons with eq (section
// 3.5.2.1: what does not exist is added).
func (p *patcher) addSelected(at place, now *node, value string) *Error {
	made := parse("{}", nil)
	for _, term := range filter.Terms(at.where) {
		c, ok := term.(*filter.Compare)
		if !ok || c.Op != filter.Eq || c.Path.Schema != "" || c.Path.Sub != "" || c.Value.Kind() == filter.KindNull {
			return p.faulty("noTarget", at, "has no value that satisfies the filter of the path")
		}
		made.put(c.Path.Name, string(c.Value))
	}
	members := value
	if at.sub != "" {
		members = "{" + quote(at.sub) + ":" + value + "}"
	}
	if members[0] != '{' {
		return p.faulty("noTarget", at, "has no value that satisfies the filter of the path")
	}
	for m := range json.Members(members) {
		if has := made.member(m.Name); has != nil && !same(has.print(), m.Value) {
			return p.faulty("noTarget", at, "has no value that satisfies the filter of the path")
		}
		if m.Value != "null" {
			made.put(m.Name, m.Value)
		}
	}
	at.where, at.sub, at.path.Sub = nil, "", ""
	return p.writeList(add, at, now, "["+made.print()+"]")
}
