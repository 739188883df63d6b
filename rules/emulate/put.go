package emulate

import (
	"errors"
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// ByPut returns the rule that carries out PATCHes on what the target shows, and sends it what comes
// of them by PUT: those that touch one of the attributes, or all if there are none. With adds a replace
// of a part of a value that a filter selects adds the value if there is none. With keeps the target keeps
// what a PUT leaves out, so that what is removed is sent as null.
func ByPut(attributes []filter.Path, adds, keeps bool) rewrite.Rule {
	return &byPut{attributes: attributes, adds: adds, keeps: keeps}
}

type byPut struct {
	attributes  []filter.Path
	adds, keeps bool
}

func (*byPut) Request(*rewrite.Message) error  { return nil }
func (*byPut) Response(*rewrite.Message) error { return nil }

// Conducts reports whether the request is a PATCH that the rule is for. One of which the steps
// before have left no operation is answered without the target.
func (r *byPut) Conducts(m *rewrite.Message) bool {
	ops, err := m.Ops()
	if m.ID == "" || err != nil || len(ops) == 0 {
		return false
	}
	return len(r.attributes) == 0 || slices.ContainsFunc(ops, func(op rewrite.Op) bool {
		return slices.ContainsFunc(r.attributes, func(p filter.Path) bool { return part.Touches(m, op, p) })
	})
}

// Conduct reads the resource, carries the operations out, and writes what comes of it. Without an
// ETag the resource is read again right before it is written. It begins again where the resource has
// changed meanwhile, and never after a PUT whose effect is not known.
func (r *byPut) Conduct(m *rewrite.Message, next rewrite.Next) error {
	get, err := shown(m, next)
	for range most {
		if err != nil {
			return err
		}
		if get.Status != 200 {
			m.Take(get)
			return nil
		}
		var done bool
		if get, done, err = r.attempt(m, get, next); done {
			return err
		}
	}
	if err != nil {
		return err
	}
	return unsettled()
}

// attempt writes the resource that get shows. If it has changed meanwhile it is not done, and
// returns what the resource is now.
func (r *byPut) attempt(m, get *rewrite.Message, next rewrite.Next) (now *rewrite.Message, done bool, err error) {
	if err := checked(m, get); err != nil {
		return nil, true, err
	}
	was := writable(m, get)
	body, err := r.applied(m, get)
	switch {
	case err != nil:
		return nil, true, err
	case apply.Same(was, body):
		return nil, true, unchanged(m, get, next)
	case get.ETag == "":
		now, err := shown(m, next)
		if err != nil || now.Status != 200 || !apply.Same(was, writable(m, now)) {
			return now, err != nil, err
		}
	}
	if r.keeps {
		body = withNulls(was, body)
	}
	put := m.Another("PUT", m.Resource, m.ID, body)
	put.Query = m.Query
	mark(put, m, get)
	if err := next(put); err != nil {
		return nil, true, err
	}
	if isStale(put, m, get) {
		now, err := shown(m, next)
		return now, false, err
	}
	m.Decide(func() string { return "sent by PUT, with what the target shows of the resource" })
	m.Take(put)
	return nil, true, nil
}

// withNulls returns a resource with null for what it had before: attributes, and those of an extension or
// of another complex attribute.
func withNulls(was, body string) string {
	now := slices.Collect(json.Members(body))
	for before := range json.Members(was) {
		i := slices.IndexFunc(now, func(m json.Member) bool { return filter.Fold(m.Name, before.Name) })
		switch {
		case i < 0:
			now = append(now, json.Member{Name: before.Name, Value: "null"})
		case json.IsObject(before.Value) && json.IsObject(now[i].Value):
			now[i].Value = withNulls(before.Value, now[i].Value)
		}
	}
	return json.Object(now...)
}

// writable returns what was shown without what only the target writes.
func writable(m, get *rewrite.Message) string { return apply.Writable(m.Types(), m.Resource, get.Body) }

// applied returns what becomes of the resource. Who is to leave does so, whatever else the PATCH
// says: operations that cannot be carried out are left out then, and counted.
func (r *byPut) applied(m, get *rewrite.Message) (string, error) {
	ops, err := m.Ops()
	if err != nil {
		return "", err
	}
	list := make([]apply.Operation, len(ops))
	for i, op := range ops {
		list[i] = apply.Operation{Op: op.Name, HasPath: op.HasPath, Target: op.Target, Value: op.Value}
		if r.adds && op.Is("replace") && op.Target.Where != nil && op.Target.Sub != "" {
			list[i].Op = "add" // which is the same of a value that is there
		}
		if err := hidden(m, op); err != nil && !m.Deactivates() {
			return "", err
		}
	}
	after, fault := apply.Patch(m.Types(), m.Resource, get.Body, list)
	if fault != nil && m.Deactivates() {
		after, fault = leave(m, get, list, fault)
	}
	if fault != nil {
		return "", refused(fault)
	}
	return apply.Writable(m.Types(), m.Resource, after), nil
}

// tried is how many operations of a leaver are left out one by one.
const tried = 20

// leave applies the operations of a leaver but for those that cannot be.
func leave(m, get *rewrite.Message, list []apply.Operation, fault *apply.Error) (string, *apply.Error) {
	all := len(list)
	for range tried {
		if list[fault.Operation-1].HasPath {
			list = slices.Delete(list, fault.Operation-1, fault.Operation)
		} else {
			list[fault.Operation-1].Value = onlyActive(list[fault.Operation-1].Value)
		}
		after, next := apply.Patch(m.Types(), m.Resource, get.Body, list)
		if next == nil {
			m.CountDropped(max(1, all-len(list)))
			return after, nil
		}
		fault = next
	}
	m.CountDropped(all)
	return apply.Patch(m.Types(), m.Resource, get.Body, []apply.Operation{{Op: "replace", HasPath: true,
		Target: filter.Target{Path: part.Active}, Value: "false"}})
}

// onlyActive returns what a value without path says of active.
func onlyActive(value string) string {
	if active, ok := rewrite.Lookup(value, part.Active); ok {
		return `{"active":` + active + `}`
	}
	return "{}"
}

// hidden refuses to remove what the target does not show: whether it is gone then nobody knows.
func hidden(m *rewrite.Message, op rewrite.Op) error {
	if !op.Is("remove") && op.Value != "null" {
		return nil
	}
	at := op.At()
	if def, ok := m.Types().Find(m.Resource, at); ok && def.Returned == filter.ReturnedNever {
		return rewrite.Refuse(rewrite.RuleRefused, "mutability", "the target does not show %s, so that it cannot be "+
			"removed by a PUT of what it shows", m.Types().ShapePath(m.Resource, at))
	}
	return nil
}

// refused returns the refusal of a PATCH that cannot be carried out.
func refused(fault *apply.Error) error {
	reason := rewrite.ValueInvalid
	switch fault.ScimType {
	case "invalidPath", "noTarget", "invalidFilter":
		reason = rewrite.PathSyntax
	case "":
		return &rewrite.Refusal{Status: 413, Reason: rewrite.BodySize, Detail: fault.Error()}
	}
	if fault.Operation == 0 {
		return errors.New("BUG: an error of no operation: " + fault.Detail)
	}
	return rewrite.Refuse(reason, fault.ScimType, "%s", fault.Error())
}
