package mock

import (
	"net/http"
	"slices"
	"time"
)

// snowKind is what differs between users and groups.
type snowKind struct {
	resource string // the endpoint's name
	schema   *sdkResourceType
	// settle turns a checked resource into what is stored; old is nil when the resource is new. It may edit
	// o.
	settle func(s *serviceNow, o, old *object) error
}

var snowKinds = map[string]*snowKind{
	"Users":  {"Users", snowUserType, (*serviceNow).settleUser},
	"Groups": {"Groups", snowGroupType, (*serviceNow).settleGroup},
}

// snowReadOnly are the resources that can only be read; tests seed them.
var snowReadOnly = []string{"Companies", "CostCenters", "Departments", "Locations"}

// dispatch finds what a request asks for.
func (s *serviceNow) dispatch(w http.ResponseWriter, c *call, segments []string) error {
	kind, writable := snowKinds[segments[0]]
	if !writable && !slices.Contains(snowReadOnly, segments[0]) || segments[len(segments)-1] == "" {
		platformError(w, http.StatusNotFound)
		return nil
	}
	show, err := snowProjection(c.query)
	if err != nil {
		return err
	}
	if len(segments) == 1 {
		switch {
		case c.Method == http.MethodGet:
			return s.list(w, c, segments[0], show)
		case c.Method == http.MethodPost && writable:
			return s.create(w, c, kind, show)
		}
		platformError(w, http.StatusMethodNotAllowed)
		return nil
	}
	if c.Method != http.MethodGet && !writable {
		platformError(w, http.StatusMethodNotAllowed)
		return nil
	}
	old, ok := s.store.find(segments[0], segments[1])
	if !ok {
		return &snowRefusal{http.StatusNotFound, "", "Resource " + segments[1] + " not found"}
	}
	if c.Method == http.MethodGet {
		writeJSON(w, http.StatusOK, show.apply(s.shown(segments[0], old)))
		return nil
	}
	return s.change(w, c, kind, show, old)
}

// change answers PUT, PATCH and DELETE of an existing resource.
func (s *serviceNow) change(
	w http.ResponseWriter, c *call, kind *snowKind, show snowShow, old *object,
) error {
	var changed *object
	var err error
	switch c.Method {
	case http.MethodPut:
		changed, err = s.replaced(c, kind, old)
	case http.MethodPatch:
		changed, err = s.patched(c, kind, old)
	case http.MethodDelete:
		s.remove(kind, old.text("id"))
		w.WriteHeader(http.StatusNoContent)
		return nil
	default:
		platformError(w, http.StatusMethodNotAllowed)
		return nil
	}
	if err == nil {
		err = kind.settle(s, changed, old)
	}
	if err != nil {
		return err
	}
	s.keep(kind, changed, old)
	if c.Method == http.MethodPatch && kind.resource == "Groups" && s.GroupPatch204 {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	writeJSON(w, http.StatusOK, show.apply(s.shown(kind.resource, changed)))
	return nil
}

func (s *serviceNow) create(w http.ResponseWriter, c *call, kind *snowKind, show snowShow) error {
	body, err := decodeObject(c.body)
	if err != nil {
		return badSyntax("The request body is not a JSON object")
	}
	if err := kind.schema.checkCreate(body); err != nil {
		return err
	}
	if err := s.countMembers(len(members([]any{body}, "members"))); err != nil {
		return err
	}
	o := kind.schema.withoutReadOnly(body)
	if err := kind.settle(s, o, nil); err != nil {
		return err
	}
	s.keep(kind, o, nil)
	w.Header().Set("Location", o.get("meta").(*object).text("location"))
	writeJSON(w, http.StatusCreated, show.apply(s.shown(kind.resource, o)))
	return nil
}

// keep stores a settled resource with its id and meta.
func (s *serviceNow) keep(kind *snowKind, o, old *object) {
	now := s.Now().UTC().Format(time.RFC3339)
	id, created := newID(), now
	if old != nil {
		id = old.text("id")
		if meta, ok := old.get("meta").(*object); ok {
			created = meta.text("created")
		}
	}
	o.set("id", id)
	o.set("meta", newObject("resourceType", kind.schema.name, "created", created, "lastModified", now,
		"location", s.location(kind.resource, id)))
	s.store.put(kind.resource, id, o)
}

func (s *serviceNow) location(resource, id string) string {
	return s.BaseURL + s.base() + "/" + resource + "/" + id
}

// remove deletes a record and, as the platform does, the memberships that refer to it.
func (s *serviceNow) remove(kind *snowKind, id string) {
	s.store.remove(kind.resource, id)
	if kind.resource != "Users" {
		return
	}
	for _, group := range s.store.all("Groups") {
		list, _ := group.get("members").([]any)
		left := slices.DeleteFunc(slices.Clone(list), func(v any) bool {
			m, ok := v.(*object)
			return ok && m.text("value") == id
		})
		if len(left) < len(list) {
			group = group.clone()
			keep(group, "members", left)
			s.store.put("Groups", group.text("id"), group)
		}
	}
}

// shown is a stored resource as it is answered. A seeded one may lack what a created one has.
func (s *serviceNow) shown(resource string, o *object) *object {
	o = o.clone()
	if kind, ok := snowKinds[resource]; ok && o.get("schemas") == nil {
		o.set("schemas", kind.schema.listed(o))
	}
	if o.get("meta") == nil {
		o.set("meta", newObject("location", s.location(resource, o.text("id"))))
	}
	return o
}

// listed returns the schemas that an answer names: the vendor's extension always, a customer's where it has
// attributes.
func (t *sdkResourceType) listed(o *object) []any {
	if t == snowGroupType {
		return []any{snowGroupURN, snowGroupExtURN}
	}
	urns := []any{snowUserExtURN, snowUserURN}
	if o.get(snowUserCustomURN) != nil {
		urns = append(urns, snowUserCustomURN)
	}
	return urns
}
