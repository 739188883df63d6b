// Package formtest judges whether a request is in the form of the RFCs, for tests of rules that
// promise it: what a client's rules make of a request must be what a target reads that takes RFC 7643
// and RFC 7644 to the letter. Only tests import it; see Faults. It judges by itself, with none of the
// rewriter's own reading of messages.
package formtest

import (
	"fmt"
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// Faults says where the request m is not in the form that RFC 7643 and RFC 7644
// give it, so that a target which reads them to the letter may refuse it; it is
// empty for one in that form. It judges the names in the query and the filter, the
// body of a POST or PUT, and the operations of a PATCH, by the definitions in
// types. Of an attribute that these do not know it judges the JSON shape only.
//
// Names have to be spelled as their schema spells them, though the RFCs read them
// in any case, and what they tell the target to ignore, such as a readOnly
// attribute, must not be there: both are what strict targets fail on. A body must
// be sound JSON, as json.Check has it, and is said not to be otherwise. No sentence
// holds a value.
func Faults(m *rewrite.Message, types *filter.Types) []string {
	f := form{types: types, resource: m.Resource, core: types.CoreURN(m.Resource), urns: types.URNs(m.Resource)}
	f.query(m)
	switch m.Method {
	case "POST", "PUT":
		f.replacing = m.Method == "PUT"
		f.body(m.Body, f.resourceBody)
	case "PATCH":
		f.patching = true
		f.body(m.Body, f.patchBody)
	}
	return f.faults
}

// A form is one judgement of a request.
type form struct {
	types    *filter.Types
	resource string
	core     string   // the URN of the core schema; empty for an unknown resource
	urns     []string // of all schemas that are known

	faults     []string
	patching   bool     // whether the request is a PATCH
	op         int      // the operation that is judged, from 1; 0 for none
	replacing  bool     // whether the request, or the operation, is a replace
	listing    bool     // whether what is judged is inside of a list, where a text may be empty
	extensions []string // the extensions of which the resource has an object
}

// fault notes what is wrong with the attribute at p.
func (f *form) fault(p filter.Path, format string, args ...any) {
	f.say(label(p.String()) + " " + fmt.Sprintf(format, args...))
}

// say notes what is wrong, with the operation it is wrong in.
func (f *form) say(sentence string) {
	if f.op > 0 {
		sentence = "operation " + strconv.Itoa(f.op) + ": " + sentence
	}
	f.faults = append(f.faults, sentence)
}

// label returns a name as it may stand in a sentence: one that does not look like
// a name may be data.
func label(name string) string {
	strange := func(r rune) bool {
		letter := 'a' <= r|0x20 && r|0x20 <= 'z' || '0' <= r && r <= '9'
		return !letter && !strings.ContainsRune("$_:.-", r)
	}
	if name == "" || len(name) > 100 || strings.IndexFunc(name, strange) >= 0 {
		return "a member"
	}
	return name
}

// body judges a body that is an object.
func (f *form) body(text string, judge func(string)) {
	switch err := json.Check(text); {
	case err != nil:
		f.say("the " + err.Error())
	case !json.IsObject(text):
		f.say("the body is no object")
	default:
		judge(text)
	}
}

// attribute judges the name of an attribute, and returns its definition if it is
// known.
func (f *form) attribute(p filter.Path) (def filter.Attribute, known bool) {
	if q := f.canonical(p); q != p {
		f.fault(p, "is spelled %s", label(q.String()))
	}
	if def, known = f.types.Find(f.resource, p); !known {
		f.elsewhere(p)
	}
	return def, known
}

// canonical returns p as its schema spells it. In a query the URN of the core
// schema may stand in front of it.
func (f *form) canonical(p filter.Path) filter.Path {
	q := f.types.Canonical(f.resource, p)
	if !f.patching && p.Schema != "" && q.Schema == "" {
		q.Schema = f.core
	}
	return q
}

// elsewhere notes an attribute of an extension that stands among those of the
// core schema.
func (f *form) elsewhere(p filter.Path) {
	if _, known := f.types.Find(f.resource, filter.Path{Name: p.Name}); known || p.Schema != "" || f.core == "" {
		return
	}
	for _, urn := range f.urns[1:] {
		if def, ok := f.types.Find(f.resource, filter.Path{Schema: urn, Name: p.Name}); ok {
			f.fault(p, "belongs to the extension, as %s:%s", urn, def.Name)
			return
		}
	}
}
