package mock

import (
	"errors"
	"net/http"
	"slices"
	"strings"
)

// patched applies a PATCH to a copy: parse, schema check, apply, and all or nothing.
func (s *serviceNow) patched(c *call, kind *snowKind, old *object) (*object, error) {
	body, err := decodeObject(c.body)
	if err != nil {
		return nil, s.badPayload(c, badSyntax("the body is not a JSON object"))
	}
	ops, err := s.profile.parsePatch(body)
	if err != nil {
		return nil, s.badPayload(c, err)
	}
	o := s.shown(kind.resource, old)
	if err := kind.schema.checkModify(ops, o); err != nil {
		return nil, err
	}
	if err := s.countMembers(namedMembers(ops)); err != nil {
		return nil, err
	}
	for _, op := range ops {
		if err := op.apply(o); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// badPayload wraps an error of parsing as ServiceNow's log does.
func (s *serviceNow) badPayload(c *call, err error) error {
	var e *sdkError
	if s.SDKDetail && errors.As(err, &e) && e.kind != "" {
		return e
	}
	return badSyntax("Invalid patch request payload: %s", c.body)
}

// namedMembers counts the members that operations name, be it in a list or in a value filter.
func namedMembers(ops []sdkOperation) int {
	count := 0
	for _, op := range ops {
		value := op.value
		if op.path.isRoot() {
			count += len(members([]any{value}, "members"))
			continue
		}
		if !strings.EqualFold(op.path.elements[0].name, "members") {
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

func (s *serviceNow) countMembers(count int) error {
	if count > s.MaxMembers {
		return snowInvalid("The number of members exceeds the maximum of %d", s.MaxMembers)
	}
	return nil
}

// replaced merges a PUT's body into a copy: what is left out stays, null and the empty array clear.
func (s *serviceNow) replaced(c *call, kind *snowKind, old *object) (*object, error) {
	body, err := decodeObject(c.body)
	if err != nil {
		return nil, badSyntax("The request body is not a JSON object")
	}
	body = kind.schema.withoutReadOnly(body)
	o := kind.schema.withoutReadOnly(old)
	schemas, _ := body.get("schemas").([]any)
	for _, name := range o.names() {
		if isURN(name) && body.get(name) == nil {
			schemas = append(slices.Clone(schemas), name) // stored, so it need not be listed again
		}
	}
	mergePut(o, body)
	if body.get("schemas") != nil {
		o.set("schemas", schemas)
	} else {
		o.drop("schemas")
	}
	if err := kind.schema.checkCreate(o); err != nil {
		return nil, err
	}
	return o, s.countMembers(len(members([]any{body}, "members")))
}

func mergePut(target, body *object) {
	for _, m := range body.members {
		old, ok1 := target.get(m.name).(*object)
		sent, ok2 := m.value.(*object)
		switch {
		case ok1 && ok2:
			mergePut(old, sent)
		case isPresent(m.value):
			target.set(m.name, clone(m.value))
		default:
			target.drop(m.name)
		}
	}
}

// unique refuses a value that another resource has. Values compare without regard to case.
func (s *serviceNow) unique(resource string, path string, o, old *object) error {
	p, err := parseSDKPath(path)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	for _, other := range s.store.all(resource) {
		if old != nil && other.text("id") == old.text("id") {
			continue
		}
		for _, v := range p.values(other) {
			taken, ok := v.(string)
			if ok && taken != "" && anyOf(p.values(o), func(v any) bool {
				mine, _ := v.(string)
				return strings.EqualFold(mine, taken)
			}) {
				return &snowRefusal{http.StatusConflict, "uniqueness",
					"A resource with this " + path + " already exists"}
			}
		}
	}
	return nil
}
