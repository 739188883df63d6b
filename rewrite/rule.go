package rewrite

import (
	"slices"

	"scimshim/rewrite/filter"
)

// A Rule edits messages. It keeps no reference to a Message and may be used by
// many goroutines at once.
type Rule interface {
	// Request edits a request on its way to the target.
	Request(*Message) error
	// Response edits the response to a request that the rule was given,
	// undoing in it what Request did.
	Response(*Message) error
}

// A Reader is a Rule that lets the reader of filters and paths accept a form
// beyond the grammar. It has changed a message if reading it needed the form.
type Reader interface {
	Rule
	Lenience() filter.Lenience
}

// An Opener is a Rule that makes SCIM of a request which nearly is: it runs before
// the operations are read, while Request runs on what was.
type Opener interface {
	Rule
	// Open edits a request whose body is sound JSON of an object.
	Open(*Message) error
}

// A Repairer is a Rule that makes SCIM of an answer which nearly is: it runs
// before the answer is judged, while Response runs on what was believed.
type Repairer interface {
	Rule
	// Repair edits an answer whose body is sound JSON of any kind.
	Repair(*Message) error
}

// A Mode says whether a rule is applied.
type Mode byte

// The modes. A rule that is off is not in the chain.
const (
	Enforce Mode = iota // the rule is applied
	Shadow              // the rule works on a copy: counted and shown, not applied
)

// A Step is a rule in a chain.
type Step struct {
	Name string // pack/rule: the metric's label and the line in explain
	When Match
	Mode Mode
	Rule Rule
}

// A Match says which requests a rule is for. Its zero value matches all.
type Match struct {
	Resources []string // endpoints, without regard to case; none means any
	Methods   []string // in upper case; none means any
}

// Holds reports whether the rule is for the request m.
func (w Match) Holds(m *Message) bool {
	if len(w.Methods) > 0 && !slices.Contains(w.Methods, m.Method) {
		return false
	}
	if len(w.Resources) == 0 {
		return true
	}
	for _, r := range w.Resources {
		if filter.Fold(r, m.Resource) {
			return true
		}
	}
	return false
}
