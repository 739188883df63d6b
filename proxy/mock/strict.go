package mock

import "slices"

// onlyKnown refuses a body with a member, at any depth, that attrs do not list. Targets that are documented
// to take some attributes and no others use it; take then reads what is left.
func onlyKnown(attrs []attribute, body *object) *refusal {
	for _, m := range body.members {
		a, no := attributeNamed(attrs, m.name)
		switch {
		case no != nil:
			return no
		case a.name == "" && isName(m.name):
			return invalid("invalidSyntax", "attribute %s is not supported", m.name)
		case a.name == "":
			return invalid("invalidSyntax", "an attribute of the body is not supported")
		}
		if no := a.onlyKnownIn(m.value); no != nil {
			return no
		}
	}
	return nil
}

// onlyKnownIn looks into the objects of a value; that there are objects is for read to check.
func (a attribute) onlyKnownIn(value any) *refusal {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, element := range list {
		o, ok := element.(*object)
		if !ok || len(a.subs) == 0 {
			continue
		}
		if no := onlyKnown(a.subs, o); no != nil {
			return no
		}
	}
	return nil
}

// takeStrictly is onlyKnown and then take.
func takeStrictly(attrs []attribute, body *object) (*object, *refusal) {
	if no := onlyKnown(attrs, body); no != nil {
		return nil, no
	}
	return take(attrs, body)
}

// lacking refuses a resource without one of the named attributes. A text that is empty is no value.
func lacking(o *object, names ...string) *refusal {
	for _, name := range names {
		if v, ok := o.lookup(name); !ok || v == "" {
			return invalid("invalidValue", "attribute %s is required", name)
		}
	}
	return nil
}

// onlyParameters refuses a query with a parameter that is not named, or with one given twice.
func onlyParameters(c *call, names ...string) *refusal {
	for name, values := range c.query {
		switch {
		case len(values) > 1:
			return invalid("invalidValue", "a query parameter is given twice")
		case !slices.Contains(names, name) && isName(name):
			return invalid("invalidValue", "query parameter %s is not supported", name)
		case !slices.Contains(names, name):
			return invalid("invalidValue", "a query parameter is not supported")
		}
	}
	return nil
}

// pageSize reads count, of which a page takes 1 to limit.
func pageSize(c *call, otherwise, limit int) (int, *refusal) {
	n, no := number(c.query, "count", otherwise)
	if no == nil && (n < 1 || n > limit) {
		no = invalid("invalidValue", "count is from 1 to %d", limit)
	}
	return n, no
}

// stampResource gives a resource its id and times, those of old where there is one.
func stampResource(kind string, o, old *object, now string) {
	id, created := newUUID(), any(now)
	if old != nil {
		id = old.text("id")
		if meta, ok := old.get("meta").(*object); ok {
			created = meta.get("created")
		}
	}
	o.set("id", id)
	o.set("meta", newObject("resourceType", kind, "lastModified", now, "created", created))
}

// removeMember removes a user and its memberships.
func (s *store) removeMember(id string) {
	s.remove("Users", id)
	for _, group := range s.all("Groups") {
		if hasMember(group, id) {
			changed := group.clone()
			members, _ := changed.get("members").([]any)
			changed.set("members", slices.DeleteFunc(members, (&selector{"value", id}).matches))
			s.put("Groups", group.text("id"), changed)
		}
	}
}

// isUser tells whether there is a user of that id.
func (s *store) isUser(id string) bool {
	_, ok := s.find("Users", id)
	return ok
}
