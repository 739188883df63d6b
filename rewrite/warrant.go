package rewrite

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A Warrant says on whose word a query is answered with an empty list. A client
// creates what it does not find, so that nobody may be said not to exist without
// one.
type Warrant string

// The warrants, the stronger before the weaker. An answer that rests on two has
// the weaker one.
const (
	NoWarrant Warrant = "" // the answer is not an empty list
	// ByTarget: the target says so, by an empty list, or by an error of which a rule
	// (empty-on) knows that it says nothing else.
	ByTarget Warrant = "target"
	// ByIndex: the index is whole, and has nobody.
	ByIndex Warrant = "index"
	// ByStatement: a rule's assumption about the data, which no exchange has
	// contradicted yet.
	ByStatement Warrant = "assumption"
)

// Warrants returns the warrants that an empty answer has.
func Warrants() []Warrant { return []Warrant{ByTarget, ByIndex, ByStatement} }

// Rely notes that the answer to the request rests on the assumption of the running
// rule.
func (m *Message) Rely() { m.warrant = ByStatement }

// relyOnIndex notes that the answer rests on what the index has.
func (m *Message) relyOnIndex() {
	if m.warrant == NoWarrant {
		m.warrant = ByIndex
	}
}

// warranted returns the warrant of the answer.
func (m *Message) warranted() Warrant {
	switch {
	case !m.IsQuery() || m.Status != 200 || !m.isEmptyList():
		return NoWarrant
	case m.warrant == NoWarrant:
		return ByTarget
	}
	return m.warrant
}

// isEmptyList reports whether the answer says that there are no results. A page
// behind the last one shows nothing, too, and says how many there are.
func (m *Message) isEmptyList() bool {
	if list := resourcesAt(m.Body); list >= 0 {
		for range json.ElementsAt(m.Body, list) {
			return false
		}
	} else if !m.isList() {
		return false
	}
	total, counted := Lookup(m.Body, filter.Path{Name: "totalResults"})
	return !counted || total == "0" || total == `"0"`
}
