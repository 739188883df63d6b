package form

import (
	"sync/atomic"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// URNs puts attributes under the URN of the schema that they belong to, where
// RFC 7643, section 3 and RFC 7644, section 3.10 have it, in filters, in lists of
// attributes, in PATCH paths, in the keys of values and of bodies. It does so in the forms
// of a list; of nil, in all.
//
// With damaged, the URN of a known schema is repaired of which colons and dots are
// missing, doubled, or one for the other, or letters have the wrong case, as in
// urn:ietf:params:scim:schemas:extension:enterprise:2.0User (Q33). Those of SCIM 1 and
// of the drafts of SCIM 2, which OneLogin, HelloID and TOTVS send, become those of RFC
// 7643, and so do those of the core and the Enterprise schema without the type of the
// resource at their end:
// urn:scim:schemas:core:1.0, urn:scim:schemas:extension:enterprise:2.0. The entries of
// schemas are repaired, too. A URN is taken for damaged only if it has the letters and
// digits of one that is known, in their order. In answers, too, the URNs are repaired, in
// schemas and in the keys of resources, before the answer is judged; where a resource
// has the extension under its own URN as well, nothing is changed.
//
// With core, the URN of the core schema in front of an attribute is left out, and
// an object under it is opened: its members move to the resource.
//
// With bare, an attribute without URN that the core schema does not know, and
// exactly one extension does, moves there, as manager and department to the
// Enterprise user (Q40, Q65). Extensions that the step's file and those before it
// know go before those of later files, which are the target's.
//
// With flat, a member of a created or replaced resource whose name is the path of
// an attribute of an extension moves there, as in a template that has
// urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department for a key. A
// target takes such a key for an extension of that name, and loses the value.
//
// A resource or a value that then has an attribute twice is refused. What was moved is
// not declared in schemas here; ExactSchemas does so. What the reader of filters and
// PATCH paths cannot read is refused before.
// Of answers all else is left alone.
func URNs(b *kind.Build, forms *tree.Node) rewrite.Rule {
	if forms == nil {
		return &urnForms{core: true, damaged: true, bare: true, flat: true, types: b.Types}
	}
	r := &urnForms{types: b.Types}
	some := false
	for _, item := range forms.All() {
		some = true
		switch item.OneOf("core", "damaged", "bare", "flat") {
		case "core":
			r.core = true
		case "damaged":
			r.damaged = true
		case "bare":
			r.bare = true
		case "flat":
			r.flat = true
		}
	}
	if !some {
		forms.Errorf("expected at least one of core, damaged, bare, flat")
	}
	return r
}

type urnForms struct {
	kind.RequestOnly
	core, damaged, bare, flat bool
	types                     *filter.Types // what the files up to the step's own know
	sets                      atomic.Pointer[[]*urnSet]
}

// Occasions says what is looked at, as rewrite.Occasional has it.
func (r *urnForms) Occasions() rewrite.Occasions {
	o := rewrite.Occasions{Repair: rewrite.Never}
	o.Request = rewrite.OnOdd(rewrite.OddURN) | rewrite.OnProjection | rewrite.OnSort | rewrite.OnBody
	if r.damaged {
		o.Repair = rewrite.OnOdd(rewrite.OddURN)
	}
	return o
}

func (r *urnForms) Request(m *rewrite.Message) error {
	if m.Types().CoreURN(m.Resource) == "" {
		return nil // nothing is known of such resources
	}
	x := &urnRun{urnForms: r, m: m}
	if err := m.MapOddPaths(rewrite.OddURN, x.path); err != nil {
		return err
	}
	if m.Method == "POST" || m.Method == "PUT" {
		if !m.Odd(rewrite.OddURN) {
			return nil
		}
		return x.body()
	}
	return m.MapSomeOps(x.counts, x.op)
}

// A urnRun is what the rule does with one message.
type urnRun struct {
	*urnForms
	m   *rewrite.Message
	met *urnSet // the URNs that may be met; nil before they are needed
	ops int     // operations seen
}

// path puts an attribute under its URN.
func (x *urnRun) path(p filter.Path) filter.Path {
	if p.Schema == "" {
		p.Schema = x.home(p.Name)
		return p
	}
	urn, rest, ok := x.split(p.String())
	if !ok {
		return p
	}
	if rest == "" { // a schema as a whole
		rest, urn = urn, ""
	}
	q, err := filter.ParsePath(rest)
	switch {
	case err != nil || q.Schema != "" && urn != "":
		return p
	case urn == "":
		return q
	case x.core && x.isCore(urn):
		q.Schema = x.home(q.Name)
		return q
	}
	q.Schema = urn
	return q
}

// counts counts an operation, and reports whether there may be something to do to it.
func (x *urnRun) counts(op *rewrite.Op) bool {
	x.ops++
	return x.m.OddOp(op, rewrite.OddURN)
}

// op puts the attributes of an operation under their URNs.
func (x *urnRun) op(op rewrite.Op, emit func(rewrite.Op)) error {
	if !op.HasPath {
		return x.part(op, emit, op.Core() && x.core)
	}
	t := op.Target
	t.Path = x.m.Unqualified(x.path(t.Path))
	switch {
	case !op.Is("remove") && hasMemberBeside(op.Value, "schemas") && x.isCore(t.Path.String()):
		op.HasPath, op.Target = false, filter.Target{}
		return x.part(op, emit, true)
	case t.Path != op.Target.Path, op.Core() && x.core:
		op = op.Made(t, op.Value)
	}
	emit(op)
	return nil
}

// part puts the attributes of a value without path under their URNs. Where its path
// is the URN of the core schema, each gets a path of its own.
func (x *urnRun) part(op rewrite.Op, emit func(rewrite.Op), expanded bool) error {
	if !json.IsObject(op.Value) || op.Is("remove") {
		emit(op)
		return nil
	}
	if !x.m.AnyOf(&op, x.fits) {
		text, err := x.object(op.Value)
		if err != nil {
			return err
		}
		if text != op.Value {
			op = op.Valued(text)
		}
	}
	if expanded {
		e := expansion{m: x.m, op: op, emit: emit, number: x.ops}
		return e.resource()
	}
	emit(op)
	return nil
}

// isCore reports whether a URN is that of the core schema.
func (x *urnRun) isCore(urn string) bool { return filter.Fold(urn, x.m.Types().CoreURN(x.m.Resource)) }

// home returns the URN of the extension to which an attribute without URN belongs,
// or "" if it may stand where it is.
func (x *urnRun) home(name string) string {
	if !x.bare {
		return ""
	}
	if _, known := x.m.Types().Find(x.m.Resource, filter.Path{Name: name}); known {
		return ""
	}
	if urn := x.types.Home(x.m.Resource, name); urn != "" {
		return urn
	}
	return x.m.Types().Home(x.m.Resource, name)
}
