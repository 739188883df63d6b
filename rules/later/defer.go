package later

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// A Deferral sends a request without a reference that the target refuses, since it does not have whom
// it is to, and keeps that.
type Deferral struct {
	kind.Inert
	Attributes []filter.Path
	Missing    func(answer *rewrite.Message) bool // whether an error says that there is no such resource
	For        time.Duration
}

// Touches returns the names of the attributes, as rewrite.Toucher has it.
func (r *Deferral) Touches() []string { return rewrite.TouchedBy(r.Attributes...) }

// Keeps says that a request is answered with success before its references are made, as kind.Keeps asks.
func (r *Deferral) Keeps() bool { return true }

// Conducts reports whether a request makes a reference.
func (r *Deferral) Conducts(m *rewrite.Message) bool {
	if m.State == nil || m.Body == "" {
		return false
	}
	list, _, err := r.apart(m)
	return err == nil && len(list) > 0
}

// Conduct sends the request, and again without the references if the target refuses them.
func (r *Deferral) Conduct(m *rewrite.Message, next rewrite.Next) error {
	list, rest, err := r.apart(m)
	if err != nil {
		return err
	}
	sub := m.Another(m.Method, m.Resource, m.ID, rest)
	sub.Query, sub.IfMatch = slices.Clone(m.Query), m.IfMatch
	if err := next(m); err != nil || rewrite.EffectOf(m, nil) != rewrite.NoEffect || !r.Missing(m) {
		return err
	}
	if rest == "" {
		if r.keep(m, list) == nil {
			m.Settle(204, "", "")
		}
		return nil
	}
	err = next(sub)
	switch rewrite.EffectOf(sub, err) {
	case rewrite.NoEffect:
		return nil // the first answer says why
	case rewrite.UnknownEffect:
		return &rewrite.Refusal{Status: 502, Reason: rewrite.Partial, Detail: "the target does not have whom the " +
			"request refers to, and whether it has carried out the rest is not known; " + again(m)}
	case rewrite.Done:
	}
	if m.ID == "" {
		for i := range list {
			list[i].ID = textOf(sub.Body, "id")
		}
	}
	if err := r.keep(m, list); err != nil {
		return &rewrite.Refusal{Status: 503, Reason: rewrite.Partial, Detail: "the target does not have whom the " +
			"request refers to, and has carried out the rest; the reference is not there, and cannot be kept for " +
			"later: " + err.Error() + "; " + again(m)}
	}
	m.Take(sub)
	m.Warn()
	return nil
}

// again says how the rest comes about.
func again(m *rewrite.Message) string {
	if m.ID == "" {
		return "the same request, sent again, creates it, or is a conflict (409) if it exists now, which adopt of " +
			"the rules completes with policy: update"
	}
	return "the same request, sent again, completes it"
}

// keep keeps references.
func (r *Deferral) keep(m *rewrite.Message, list []Reference) error {
	if list[0].ID == "" {
		return errors.New("the target does not say which id the resource has")
	}
	err := Keep(m, r.For, list...)
	if err == nil {
		m.Decide(func() string {
			return fmt.Sprintf("puts off %d references to what the target does not have", len(list))
		})
	}
	return err
}

// apart returns the references that a request makes, and the body that it has without them; an empty
// one if nothing is left of a PATCH.
func (r *Deferral) apart(m *rewrite.Message) (list []Reference, rest string, err error) {
	if m.Method != "PATCH" {
		rest = m.Body
		for _, p := range r.Attributes {
			if value, ok := rewrite.Lookup(rest, p); ok && idIn(value) != "" {
				list = append(list, r.reference(m, p, value, ""))
				rest = without(m, rest, p)
			}
		}
		return list, rest, nil
	}
	ops, err := m.Ops()
	if err != nil {
		return nil, "", err
	}
	var texts []string
	for _, op := range ops {
		of, left := r.fromOp(m, op)
		if list = append(list, of...); left != "" {
			texts = append(texts, left)
		}
	}
	if len(texts) == 0 {
		return list, "", nil
	}
	return list, patchOf(texts...), nil
}

// fromOp returns the references that an operation makes, and its text without them; nothing if all of it
// is that.
func (r *Deferral) fromOp(m *rewrite.Message, op rewrite.Op) (list []Reference, left string) {
	left = m.TextOf(op)
	if op.Is("remove") {
		return nil, left
	}
	for _, p := range r.Attributes {
		switch {
		case op.HasPath && m.Covers(p, op.At()) && idIn(op.Value) != "":
			return []Reference{r.reference(m, p, op.Value, left)}, ""
		case !op.HasPath:
			value, ok := rewrite.Lookup(op.Value, p)
			if !ok || idIn(value) == "" {
				continue
			}
			list = append(list, r.reference(m, p, value, ""))
			if op.Value = without(m, op.Value, p); json.IsEmpty(op.Value) {
				return list, ""
			}
			left = json.Object(json.Member{Name: "op", Value: json.Quote(op.Name)},
				json.Member{Name: "value", Value: op.Value})
		}
	}
	return list, left
}

// reference returns a reference by an attribute that has a value, with the operation that makes it if
// that is known.
func (r *Deferral) reference(m *rewrite.Message, p filter.Path, value, operation string) Reference {
	if operation == "" {
		operation = json.Object(json.Member{Name: "op", Value: `"replace"`},
			json.Member{Name: "path", Value: json.Quote(p.String())}, json.Member{Name: "value", Value: value})
	}
	return Reference{Resource: m.Resource, ID: m.ID, Attribute: p.String(), To: idIn(value), Operation: operation}
}

// idIn returns the id that a value refers to; empty for none.
func idIn(value string) string {
	if id, ok := part.MemberValue(value); ok {
		return id
	}
	return ""
}

// without returns an object without an attribute.
func without(m *rewrite.Message, object string, p filter.Path) string {
	var list []json.Member
	for member := range json.Members(object) {
		if p.Schema != "" && filter.Fold(member.Name, p.Schema) && json.IsObject(member.Value) {
			member.Value = without(m, member.Value, filter.Path{Name: p.Name, Sub: p.Sub})
			if json.IsEmpty(member.Value) {
				continue
			}
		}
		t, err := filter.ParseTarget(member.Name)
		if err != nil || !m.Covers(p, t.Path) {
			list = append(list, member)
		}
	}
	return json.Object(list...)
}

// textOf returns the text of a member of an object; empty for none.
func textOf(object, name string) string {
	value, _ := rewrite.Lookup(object, filter.Path{Name: name})
	text, _ := json.Text(value)
	return text
}

// Writes reports whether a PATCH says itself what becomes of a reference by an attribute of one value.
func Writes(m *rewrite.Message, r Reference) bool {
	p, err := filter.ParsePath(r.Attribute)
	ops, err2 := m.Ops()
	return err == nil && err2 == nil &&
		slices.ContainsFunc(ops, func(op rewrite.Op) bool { return part.Touches(m, op, p) })
}
