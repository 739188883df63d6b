package patch

import (
	"cmp"
	"slices"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// patchLimits refuses PATCH requests that hold a form of operation which the target does not
// take, or takes for something else, or does with such operations what action says.
//
// A PATCH that disables a user loses such operations in any case, but for those that
// write active themselves, rather than fail and leave the leaver active (Q74). Dropped are
// operations that a target has no form for, where they would cost all else that the PATCH
// says, and never those with a filter on a sub-attribute, which is no mapping's doing.
type patchLimits struct {
	kind.RequestOnly
	forms  []patchForm
	action kind.Action // refuse if there is none
	only   bool        // whether requests that disable nobody are left alone
	except []filter.Path
	says   string
}

// Limits refuses forms of operations, by their words. Without message each is refused with
// the sentence of its form.
func Limits(message string, words ...string) rewrite.Rule {
	return &patchLimits{forms: formsNamed(words), says: strings.TrimSuffix(message, ".")}
}

func (r *patchLimits) Request(m *rewrite.Message) error {
	if r.only && !m.Deactivates() {
		return nil
	}
	drop := r.action == kind.Drop
	has := func(op *rewrite.Op) bool { return r.form(m, op) != nil }
	return m.MapSomeOps(has, func(op rewrite.Op, emit func(rewrite.Op)) error {
		form := r.form(m, &op)
		if form == nil || r.only && writesActive(m, op) || drop && isNestedFilter(m, &op) || r.excepts(m, op) {
			emit(op)
			return nil
		}
		tellForm(m, form, op)
		switch {
		case r.action == kind.Warn:
			m.Warn()
			emit(op)
		case !drop || writesActive(m, op):
			return rewrite.Refuse(rewrite.RuleRefused, "invalidValue", "%s %s: %s",
				strings.ToLower(op.Name), subject(op), r.sentence(form, op))
		}
		return nil
	})
}

// form returns the first of the forms that an operation has, or nil.
func (r *patchLimits) form(m *rewrite.Message, op *rewrite.Op) *patchForm {
	has := traitsOf(op)
	for i := range r.forms {
		if f := &r.forms[i]; has&f.has == f.has && f.is(m, op) {
			return f
		}
	}
	return nil
}

// tellForm notes by which form of the list an operation is found, since all of them are one step.
func tellForm(m *rewrite.Message, form *patchForm, op rewrite.Op) {
	m.Decide(func() string { return strings.ToLower(op.Name) + " " + subject(op) + ": " + form.word })
}

// sentence returns what to tell of an operation. A remove of all that has a value is meant to
// remove that: whoever wrote the rule's own sentence had the other in mind.
func (r *patchLimits) sentence(form *patchForm, op rewrite.Op) string {
	if form.word == "remove_all" && op.Value != "" {
		return "the target would remove all values, not only the one in the value; list the client's pack in the " +
			"rules, " +
			"which puts what to remove into the path"
	}
	return cmp.Or(r.says, form.says)
}

// excepts reports whether an operation is on an attribute that is left alone.
func (r *patchLimits) excepts(m *rewrite.Message, op rewrite.Op) bool {
	return op.HasPath && slices.ContainsFunc(r.except, func(p filter.Path) bool { return m.Covers(p, op.At()) })
}

// writesActive reports whether an operation is on active, or has it in its value.
func writesActive(m *rewrite.Message, op rewrite.Op) bool {
	if op.HasPath {
		return m.Same(filter.Path{Schema: op.Target.Path.Schema, Name: op.Target.Path.Name}, part.Active)
	}
	return part.Mentions(m, op.Value, part.Active)
}

// subject names what an operation is about, without the values in its path.
func subject(op rewrite.Op) string {
	if !op.HasPath {
		return "without path"
	}
	p := op.Target.Path.String()
	if op.Target.Where != nil {
		p += "[...]"
	}
	if op.Target.Sub != "" {
		p += "." + op.Target.Sub
	}
	return p
}
