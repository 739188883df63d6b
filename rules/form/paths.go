package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
)

// Paths makes an operation with a path of each member of a PATCH value that
// has none. The newer dialect of Entra sends paths as the keys of one value, and
// no two servers agree on what such keys, and objects below them, do (Q53, Q54,
// Q55, Q56, Q91).
//
// Of {"op":"add","value":{"name.givenName":"A","emails[type eq \"work\"].value":
// "a@example.com"}} come two operations, each an add with its path. An
// object of a complex attribute with one value becomes one operation for each
// sub-attribute, so that those which it does not name stay as they are (RFC 7644,
// section 3.5.2.3), and so does the object of an extension for each of its
// attributes; also where such an object is the value of an operation with a path.
// The operations come in the order of the value and keep the name of the one they
// were, and null and "" are values like others. Whole stay lists, the objects of
// attributes that the schema does not know, and those of an attribute that has a
// sub-attribute value, as manager has: they are references. A value that is
// wrapped in the name of its own path, as in members with {"members":[...]}, is
// unwrapped.
//
// With keys, only that is done which a server cannot be trusted with: a key
// that is a path or begins with a URN, a value that is empty, which may mean to clear,
// and one that is wrapped. What else a value without path holds stays together in one
// without path, as {"active":false}, and the object of a complex attribute stays whole,
// since to send good RFC 7644 in another form helps nobody. That is for the packs of
// clients; what a target takes with a path only is for its own pack to say.
//
// A key that is no path is refused. The member schemas beside others is left out,
// since it is for the server to say which extensions a resource has. As it is
// stays a value of schemas alone, one of nothing, a remove without path, and below
// the URN of a schema that is not known an object of which it cannot be said
// whether it is an extension or an attribute: it is one if the URN ends in the
// name of the type, as in urn:example:2.0:User. Bodies of POST and PUT, and
// answers, are left alone.
func Paths(keys bool) rewrite.Rule { return paths{keys: keys} }

type paths struct {
	kind.RequestOnly
	keys bool // whether what needs no path stays without one
}

func (r paths) Request(m *rewrite.Message) error {
	n := 0
	mayExpand := func(op *rewrite.Op) bool {
		n++
		return !op.HasPath || json.IsObject(op.Value)
	}
	return m.MapSomeOps(mayExpand, func(op rewrite.Op, emit func(rewrite.Op)) error {
		x := expansion{m: m, op: op, emit: emit, number: n, keys: r.keys}
		if op.HasPath {
			return x.place(op.Target, m.ValueOf(op))
		}
		x.op = op.Pathless()
		return x.resource()
	})
}
