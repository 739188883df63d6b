package filter

import (
	"math"

	"scimshim/rewrite/json"
)

// A Judge judges resources as Scope.Holds does, but many of them: it looks up
// each attribute only once. Its work is bounded, since a filter of many terms
// over a large answer would take minutes. A Judge serves one goroutine.
type Judge struct {
	s     Scope
	left  int       // of its work; negative when spent
	first []*judged // the first fields that it was asked for, in room that it keeps
	more  map[fieldKey]*field
}

// fewFields is how many fields are looked up by going through them: all that most filters name.
const fewFields = 12

// A judged field is one that a filter names.
type judged struct {
	key fieldKey
	at  field
}

// A fieldKey is what a filter names, and where.
type fieldKey struct {
	of    *field // nil for a resource
	path  Path
	value bool // whether the plain value of each element is meant
}

const (
	// maxWork is what a Judge does in about a second: 256 terms over a page of a
	// thousand users, or thirty over 8 MiB of them.
	maxWork = 400 << 20
	// termWork is what a term costs, besides the bytes of what it is judged for.
	termWork = 256
	// valueWork is what each value costs at least.
	valueWork = 128
	// textWork is what each byte of a compared text costs, which is looked at
	// with and without case.
	textWork = 8
)

// NewJudge returns a Judge that judges by s.
func NewJudge(s Scope) *Judge { return &Judge{s: s, left: maxWork} }

// Share leaves the Judge the n-th part of its work, and returns it.
func (j *Judge) Share(n int) *Judge {
	j.left /= n
	return j
}

// Holds tells whether the filter e selects the resource, as Scope.Holds does.
// Once the Judge is spent that is Unknown.
func (j *Judge) Holds(e Expr, resource json.Value) Truth {
	if j.Spent() {
		return Unknown
	}
	return view{s: &j.s, object: resource, judge: j}.truth(e)
}

// ElementHolds tells whether an element of the attribute p satisfies the filter in the
// brackets behind p, as Holds does of a resource that has this one element.
func (j *Judge) ElementHolds(p Path, where Expr, element json.Value) Truth {
	if !element.Exists() || element.Null() {
		return False
	}
	at := j.field(view{s: &j.s}, p, false)
	return view{s: &j.s, object: element, of: at, judge: j}.truth(where)
}

// Values calls f with each plain value that the resource shows at p. What is missing,
// null or an object has none.
func (j *Judge) Values(p Path, resource json.Value, f func(Literal)) {
	j.field(view{s: &j.s}, p, false).values(resource, func(value json.Value) {
		switch value.Kind() {
		case 0, 'n', '{', '[':
		case '"':
			f(literalOf(value.Text()))
		default:
			f(Literal(value.Text()))
		}
	})
}

// Again gives the Judge back all the work that it does. It goes on knowing attributes.
func (j *Judge) Again() { j.left = maxWork }

// Unbounded lets the Judge do all work, as a Scope does.
func (j *Judge) Unbounded() { j.left = math.MaxInt }

// Renew makes the Judge as NewJudge returns it.
func (j *Judge) Renew(s Scope) {
	j.Forget()
	j.s, j.left = s, maxWork
}

// Forget lets go of all that the Judge knows. It judges nothing before it is renewed.
func (j *Judge) Forget() {
	if j.s.Types == nil {
		return
	}
	for _, known := range j.first {
		*known = judged{}
	}
	*j = Judge{first: j.first[:0]}
}

// IsOf reports whether the Judge judges resources of a type.
func (j *Judge) IsOf(types *Types, resource string) bool {
	return j.s.Types == types && j.s.Resource == resource
}

// Spent reports whether the Judge has done all the work that it does.
func (j *Judge) Spent() bool { return j.left < 0 }

// spend reports whether the work may be done. A nil Judge knows no bound.
func (j *Judge) spend(work int) bool {
	if j == nil {
		return true
	}
	if j.left >= 0 {
		j.left -= work
	}
	return j.left >= 0
}

// read reports whether the work of judging a value may be done.
func (j *Judge) read(value json.Value) bool {
	work := valueWork
	if value.Kind() == '"' {
		work += textWork * value.Size()
	}
	return j.spend(work)
}

// room returns room for one of the first fields, which it may have had before.
func (j *Judge) room() *judged {
	if n := len(j.first); n < cap(j.first) {
		if j.first = j.first[:n+1]; j.first[n] != nil {
			return j.first[n]
		}
		j.first = j.first[:n]
	}
	known := new(judged)
	j.first = append(j.first, known)
	return known
}

// field returns what v.resolve does. A nil Judge remembers nothing.
func (j *Judge) field(v view, p Path, value bool) *field {
	if j == nil {
		return v.resolve(p, value)
	}
	key := fieldKey{v.of, p, value}
	for _, known := range j.first {
		if known.key == key {
			return &known.at
		}
	}
	if len(j.first) < fewFields {
		known := j.room()
		*known = judged{key, v.field(p, value)}
		return &known.at
	}
	at, ok := j.more[key]
	if !ok {
		if j.more == nil {
			j.more = make(map[fieldKey]*field)
		}
		at = v.resolve(p, value)
		j.more[key] = at
	}
	return at
}
