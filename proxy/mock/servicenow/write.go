package servicenow

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/servicenow/sdk"
)

// patched applies a PATCH to a copy: parse, schema check, apply, and all or nothing.
func (s *instance) patched(c *kit.Call, kind *endpoint, old *ordered.Object) (*ordered.Object, error) {
	body, err := ordered.Decode(c.Content)
	if err != nil {
		return nil, s.badPayload(c, sdk.BadSyntax("the body is not a JSON object"))
	}
	ops, err := s.profile.ParsePatch(body)
	if err != nil {
		return nil, s.badPayload(c, err)
	}
	o := s.shown(kind.resource, old)
	if err := kind.schema.CheckModify(ops, o); err != nil {
		return nil, err
	}
	if err := s.countMembers(namedMembers(ops)); err != nil {
		return nil, err
	}
	for _, op := range ops {
		if err := op.Apply(o); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// badPayload wraps an error of parsing as ServiceNow's log does.
func (s *instance) badPayload(c *kit.Call, err error) error {
	var e *sdk.Error
	if s.SDKDetail && errors.As(err, &e) && e.Kind != "" {
		return e
	}
	return sdk.BadSyntax("Invalid patch request payload: %s", c.Content)
}

// namedMembers counts the members that operations name, be it in a list or in a value filter.
func namedMembers(ops []sdk.Operation) int {
	count := 0
	for _, op := range ops {
		value := op.Value
		if op.Path.IsRoot() {
			if whole, ok := value.(*ordered.Object); ok {
				count += len(whole.Values("members"))
			}
			continue
		}
		if !strings.EqualFold(op.Path.Elements[0].Name, "members") {
			continue
		}
		if list, ok := value.([]any); ok {
			count += len(list)
		} else {
			count++
		}
	}
	return count
}

func (s *instance) countMembers(count int) error {
	if count > s.MaxMembers {
		return invalid("The number of members exceeds the maximum of %d", s.MaxMembers)
	}
	return nil
}

// replaced merges a PUT's body into a copy: what is left out stays, null and the empty array clear.
func (s *instance) replaced(c *kit.Call, kind *endpoint, old *ordered.Object) (*ordered.Object, error) {
	body, err := ordered.Decode(c.Content)
	if err != nil {
		return nil, sdk.BadSyntax("The request body is not a JSON object")
	}
	body = kind.schema.WithoutReadOnly(body)
	o := kind.schema.WithoutReadOnly(old)
	schemas, _ := body.Get("schemas").([]any)
	for _, name := range o.Names() {
		if sdk.IsURN(name) && body.Get(name) == nil {
			schemas = append(slices.Clone(schemas), name) // stored, so it need not be listed again
		}
	}
	mergePut(o, body)
	if body.Get("schemas") != nil {
		o.Set("schemas", schemas)
	} else {
		o.Drop("schemas")
	}
	if err := kind.schema.CheckCreate(o); err != nil {
		return nil, err
	}
	return o, s.countMembers(len(body.Values("members")))
}

func mergePut(target, body *ordered.Object) {
	for _, m := range body.Members {
		old, ok1 := target.Get(m.Name).(*ordered.Object)
		sent, ok2 := m.Value.(*ordered.Object)
		switch {
		case ok1 && ok2:
			mergePut(old, sent)
		case sdk.IsPresent(m.Value):
			target.Set(m.Name, ordered.Clone(m.Value))
		default:
			target.Drop(m.Name)
		}
	}
}

// unique refuses a value that another resource has. Values compare without regard to case.
func (s *instance) unique(resource string, path string, o, old *ordered.Object) error {
	p, err := sdk.ParsePath(path)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	for _, other := range s.store.All(resource) {
		if old != nil && other.Text("id") == old.Text("id") {
			continue
		}
		for _, v := range p.Values(other) {
			taken, ok := v.(string)
			if ok && taken != "" && slices.ContainsFunc(p.Values(o), func(v any) bool {
				mine, _ := v.(string)
				return strings.EqualFold(mine, taken)
			}) {
				return &refusal{http.StatusConflict, "uniqueness",
					"A resource with this " + path + " already exists"}
			}
		}
	}
	return nil
}
