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
	of    *resource // whose definitions the lasting fields have
}

// fewFields is how many fields are looked up by going through them: all that most filters name.
const fewFields = 12

// mostLasting is how many fields a Judge knows for later filters.
const mostLasting = fewFields / 2

// A judged field is one that a filter names. One that is declared, and spelled so, lasts: the texts
// of its key are those of the definitions, and it is known when the next filter names it.
type judged struct {
	key   fieldKey
	at    field
	lasts bool
}

// knows makes k the field that a filter names.
func (k *judged) knows(j *Judge, v view, key fieldKey) {
	k.key, k.at, k.lasts = key, v.fieldAt(key.path), false
	if k.at.known {
		path := k.at.path
		if v.of != nil {
			path = Path{Name: path.Sub}
		}
		if k.lasts = path == key.path && (v.of == nil || j.lasts(v.of)); k.lasts {
			k.key.path = path
		}
	}
	k.at = k.at.compared(key.value)
}

// lasts reports whether a field does.
func (j *Judge) lasts(at *field) bool {
	for _, known := range j.first {
		if &known.at == at {
			return known.lasts
		}
	}
	return false
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
	if of := s.Types.resource(s.Resource); of != j.of {
		j.keep(0)
		j.of = of
	}
	j.s, j.left = s, maxWork
}

// Forget lets go of all that the Judge knows but the definitions of some fields. It judges nothing before
// it is renewed.
func (j *Judge) Forget() {
	if j.s.Types == nil {
		return
	}
	j.keep(mostLasting)
	*j = Judge{first: j.first, of: j.of}
}

// keep lets go of the fields that do not last, and of all but the first so many. What stands in a field
// comes after it, and goes before it.
func (j *Judge) keep(most int) {
	n := 0
	for i, known := range j.first {
		if known.lasts && n < most {
			known.at.asked = false
			j.first[i], j.first[n] = j.first[n], known
			n++
		} else {
			*known = judged{}
		}
	}
	j.first = j.first[:n]
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
		known.knows(j, v, key)
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
