package divide

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// An Each is what one request of a PATCH that is split is about.
type Each byte

// What a request is about.
const (
	EachRest      Each = iota // all that goes neither first nor last
	EachAttribute             // one attribute
	EachOperation             // one operation
)

// Split carries out the operations of a PATCH in an order, by a request for each attribute that
// goes first or last.
type Split struct {
	kind.Inert
	First, Last []filter.Path
	Each        Each
	Requests    int  // how many one PATCH becomes at most
	GoOn        bool // whether others are sent after one that the target refuses
}

// Touches returns the names of the attributes, none if all matter, as rewrite.Toucher has it.
func (r *Split) Touches() []string {
	if r.Each != EachRest {
		return nil
	}
	return rewrite.TouchedBy(slices.Concat(r.First, r.Last)...)
}

// Conducts reports whether a PATCH takes several requests.
func (r *Split) Conducts(m *rewrite.Message) bool {
	if m.Method != "PATCH" || m.ID == "" {
		return false
	}
	pieces, err := r.pieces(m)
	return err == nil && len(pieces) > 1
}

// Conduct sends the pieces.
func (r *Split) Conduct(m *rewrite.Message, next rewrite.Next) error {
	pieces, err := r.pieces(m)
	if err != nil {
		return err
	}
	if len(pieces) > r.Requests {
		return tooMany(len(pieces), r.Requests)
	}
	m.Decide(func() string { return "in this order: " + namesOf(pieces) })
	e := &errand{client: m, m: m, next: next}
	var refused []piece
	var first *rewrite.Message
	for i, p := range pieces {
		answer, err := e.send(p.text())
		switch {
		case isDone(answer, err):
		case r.GoOn && isRefused(answer, err) && answer.Status != 404:
			if refused = append(refused, p); first == nil {
				first = answer
			}
		case !e.acts && len(refused) == 0:
			return err
		default:
			return partial(answer, err, fmt.Sprintf("request %d of %d, for %s,", i+1, len(pieces), p.name),
				state(pieces[:i], refused, pieces[i+1:])+"; "+e.again(isRefused(answer, err)))
		}
	}
	switch {
	case len(refused) == 0:
		e.settle()
		return nil
	case !e.acts:
		return nil // the first answer says why
	}
	return refusedPieces(refused, first)
}

// state says which pieces are done, and which are not.
func state(before, refused, after []piece) string {
	done := slices.DeleteFunc(slices.Clone(before), func(p piece) bool {
		return slices.ContainsFunc(refused, func(o piece) bool { return o.name == p.name })
	})
	text := "done: " + namesOf(done) + "; "
	if len(refused) > 0 {
		text += "refused: " + namesOf(refused) + "; "
	}
	return text + "not sent: " + namesOf(after)
}

// refusedPieces is the error of a PATCH of which some pieces were refused and all others carried out.
func refusedPieces(refused []piece, first *rewrite.Message) error {
	r := rewrite.Refuse(rewrite.Partial, "invalidValue", "the target refused the change of %s; all else of the "+
		"request is done, and is not done twice if it is sent again", namesOf(refused))
	if e, ok := first.ErrorAnswer(); ok {
		r.Told = e.Detail
	}
	return r
}

// namesOf lists what pieces are about.
func namesOf(pieces []piece) string {
	if len(pieces) == 0 {
		return "nothing"
	}
	var names []string
	for i, p := range pieces {
		if i == mostNamed {
			names = append(names, fmt.Sprintf("%d others", len(pieces)-i))
			break
		}
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}

// A piece is the operations of one request.
type piece struct {
	name string // what it is about
	rank int    // where it stands
	ops  []operation
}

// An operation is one of a PATCH, or those of its members that are in a piece.
type operation struct {
	of      rewrite.Op
	text    string // of all of it; empty for some members
	members []json.Member
}

// text returns the operations as JSON.
func (p piece) text() string {
	texts := make([]string, len(p.ops))
	for i, o := range p.ops {
		if texts[i] = o.text; o.text == "" {
			texts[i] = o.of.Valued(json.Object(o.members...)).JSON()
		}
	}
	return strings.Join(texts, ",")
}

// pieces returns the pieces of a PATCH in their order. If there are too many, it looks no further.
func (r *Split) pieces(m *rewrite.Message) ([]piece, error) {
	ops, err := m.Ops()
	if err != nil {
		return nil, err
	}
	var list []piece
	for i, op := range ops {
		if op.HasPath || !json.IsObject(op.Value) || json.IsEmpty(op.Value) {
			p := r.pieceOf(m, op.Target.Path, i)
			list = put(list, p, operation{of: op, text: m.TextOf(op)})
			continue
		}
		for member := range json.Members(op.Value) {
			path := filter.Path{Name: member.Name}
			if t, err := filter.ParseTarget(member.Name); err == nil {
				path = t.Path
			}
			list = put(list, r.pieceOf(m, path, i), operation{of: op, members: []json.Member{member}})
			if len(list) > r.Requests {
				return list, nil
			}
		}
	}
	slices.SortStableFunc(list, func(a, b piece) int { return a.rank - b.rank })
	return list, nil
}

// pieceOf returns the piece that a change of an attribute belongs to, without the change.
func (r *Split) pieceOf(m *rewrite.Message, path filter.Path, n int) piece {
	path.Sub = ""
	for i, first := range r.First {
		if m.Covers(first, path) {
			return piece{name: first.String(), rank: i - len(r.First)}
		}
	}
	for i, last := range r.Last {
		if m.Covers(last, path) {
			return piece{name: last.String(), rank: i + 1}
		}
	}
	switch {
	case r.Each == EachAttribute && path.Name != "":
		return piece{name: m.Unqualified(path).String()}
	case r.Each == EachOperation:
		return piece{name: fmt.Sprintf("operation %d", n+1)}
	}
	return piece{name: "all else"}
}

// put adds an operation to its piece. Members of one operation that are in the same piece stay
// one operation.
func put(list []piece, to piece, op operation) []piece {
	i := slices.IndexFunc(list, func(p piece) bool { return p.rank == to.rank && filter.Fold(p.name, to.name) })
	if i < 0 {
		to.ops = []operation{op}
		return append(list, to)
	}
	ops := list[i].ops
	if last := &ops[len(ops)-1]; op.text == "" && last.text == "" && last.of == op.of {
		last.members = append(last.members, op.members...)
		return list
	}
	list[i].ops = append(ops, op)
	return list
}
