package kind

import (
	"iter"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// A Phase is a part of the way of a request through a chain. The steps of a phase stand
// before those of the next, whatever file they are of, and in a phase in the order of the
// files and of their texts. Answers take the way back.
type Phase byte

// The phases in their order.
const (
	Restore   Phase = iota // what the client wrote is remembered, for the answer
	Read                   // filters and paths are read
	Normalize              // the client's dialect becomes SCIM as the RFCs have it
	Claim                  // what exists already, or is not the client's: several requests may settle that
	Map                    // names and values become the target's
	Fit                    // what the target stores
	Patch                  // the forms of PATCH that it takes
	Query                  // what it can be asked
	Divide                 // one request becomes several, where the target takes no other
	Send                   // the last: lists of schemas, locations
)

var phases = [...]string{"restore", "read", "normalize", "claim", "map", "fit", "patch", "query", "divide", "send"}

// String returns the name of the phase.
func (p Phase) String() string { return phases[p] }

// A Kind is a word of rule files that says something of a client or a target. Its value is a
// block of options, which Read makes steps of.
type Kind struct {
	Phase  Phase
	Read   func(b *Block, n *tree.Node)
	Source string // the file that has Read, whose documentation is the manual
}

// A Block is the options that a file states for a kind and some endpoints.
type Block struct {
	Resources []string // the endpoints; never empty
	Types     *filter.Types
	Prefixes  Prefixes

	// Wanted reads the key if of a mapping, and reports whether it holds.
	Wanted func(n *tree.Node) bool

	// Beside returns the blocks of another kind that the file has for the same endpoints, or
	// that it takes from the pack which it extends: those of the section before those of the
	// top of the file.
	Beside func(word string) []Sibling

	// Put takes the steps, in their order.
	Put func(Step)
}

// A Sibling is a block that another one of the same file looks at.
type Sibling struct {
	Node   *tree.Node
	Wanted func(n *tree.Node) bool // as that of the block

	// Holds reports whether the step that an option of a node states, or the node itself, is still
	// that of requests of a method: whether no override has replaced or disabled it. What an
	// override says in its place is in a sibling of its own.
	Holds func(s Stated, method string) bool
}

// Option returns the value of an option that a node of the block has, for requests of a method;
// nil if there is none, or none that still holds.
func (s Sibling) Option(n *tree.Node, word, method string) *tree.Node {
	if value := n.Key(word); s.Holds(Stated{n, word}, method) {
		return value
	}
	return nil
}

// A Stated is what a block states at one place: an option of a node, or all of it.
type Stated struct {
	At     *tree.Node
	Option string // empty for all of it
}

// A Step is a rule that a block comes to.
type Step struct {
	// Key tells the step from others of the block: the attribute, or the word of the
	// option. It is empty where a block is one step.
	Key string

	// At is what states the step. If it is a mapping, its keys if, why and source are read
	// by whoever takes the step, so that it has to be put before At.Rest.
	At *tree.Node

	// Option is the key of At that states the step, where other keys state others. It is empty
	// if all of At states one step.
	Option string

	// Decides are options of other nodes of the block that the step puts into effect.
	Decides []Stated

	// Resources are the endpoints that the rule is for, those of the block if it is nil.
	// A rule that is for everywhere is also for endpoints that nobody names, and a block of
	// one section may not have such a rule.
	Resources  []string
	Everywhere bool
	Methods    []string // nil for all

	// Phase is that of the step; nil for that of its kind.
	Phase *Phase

	// Why is the reason that the file gives, where At is not a mapping that may have one.
	Why string

	// New returns the rule, or nil if there is nothing to do after all.
	New func(b *Build) rewrite.Rule
}

// Writes are the methods of requests that write a resource.
var Writes = []string{"POST", "PUT", "PATCH"}

// Each returns the items of a list, or the one item in place of a list.
func Each(n *tree.Node) iter.Seq[*tree.Node] {
	return func(yield func(*tree.Node) bool) {
		if n == nil || n.IsNull() {
			return
		}
		if !n.IsList() {
			yield(n)
			return
		}
		for _, item := range n.All() {
			if !yield(item) {
				return
			}
		}
	}
}

// An Action is what becomes of what a target does not take.
type Action string

// The actions, from the mildest.
const (
	Pass   Action = "pass"   // it is sent
	Warn   Action = "warn"   // it is sent, and counted
	Drop   Action = "drop"   // it is not sent, and counted
	Refuse Action = "refuse" // the request is refused
)

// A Verdict says what becomes of what a target does not take, and what the administrator is
// told of it.
type Verdict struct {
	Action  Action
	Message string
}

// VerdictOf reads action, one of the actions, and message of a mapping. Without action it is
// the first one.
func VerdictOf(n *tree.Node, actions ...Action) Verdict {
	v := Verdict{Action: actions[0], Message: n.Key("message").String()}
	if a := n.Key("action"); a != nil {
		words := make([]string, len(actions))
		for i := range actions {
			words[i] = string(actions[i])
		}
		v.Action = Action(a.OneOf(words...))
	}
	return v
}
