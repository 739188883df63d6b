package servicenow

import (
	"net/http"
	"slices"
	"time"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
	"scimshim/proxy/mock/servicenow/sdk"
)

// endpoint is what differs between users and groups.
type endpoint struct {
	resource string // the endpoint's name
	schema   *sdk.ResourceType
	// settle turns a checked resource into what is stored; old is nil when the resource is new. It may edit
	// o.
	settle func(s *instance, o, old *ordered.Object) error
}

var endpoints = map[string]*endpoint{
	"Users":  {"Users", userType, (*instance).settleUser},
	"Groups": {"Groups", groupType, (*instance).settleGroup},
}

// readOnly are the resources that can only be read; tests seed them.
var readOnly = []string{"Companies", "CostCenters", "Departments", "Locations"}

// dispatch finds what a request asks for.
func (s *instance) dispatch(w http.ResponseWriter, c *kit.Call, segments []string) error {
	kind, writable := endpoints[segments[0]]
	if !writable && !slices.Contains(readOnly, segments[0]) || segments[len(segments)-1] == "" {
		platformError(w, http.StatusNotFound)
		return nil
	}
	show, err := newProjection(c.Query)
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
	old, ok := s.store.Find(segments[0], segments[1])
	if !ok {
		return &refusal{http.StatusNotFound, "", "Resource " + segments[1] + " not found"}
	}
	if c.Method == http.MethodGet {
		kit.WriteJSON(w, http.StatusOK, show.apply(s.shown(segments[0], old)))
		return nil
	}
	return s.change(w, c, kind, show, old)
}

// change answers PUT, PATCH and DELETE of an existing resource.
func (s *instance) change(
	w http.ResponseWriter, c *kit.Call, kind *endpoint, show projection, old *ordered.Object,
) error {
	var changed *ordered.Object
	var err error
	switch c.Method {
	case http.MethodPut:
		changed, err = s.replaced(c, kind, old)
	case http.MethodPatch:
		changed, err = s.patched(c, kind, old)
	case http.MethodDelete:
		s.remove(kind, old.Text("id"))
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
	kit.WriteJSON(w, http.StatusOK, show.apply(s.shown(kind.resource, changed)))
	return nil
}

func (s *instance) create(w http.ResponseWriter, c *kit.Call, kind *endpoint, show projection) error {
	body, err := ordered.Decode(c.Content)
	if err != nil {
		return sdk.BadSyntax("The request body is not a JSON object")
	}
	if err := kind.schema.CheckCreate(body); err != nil {
		return err
	}
	if err := s.countMembers(len(body.Values("members"))); err != nil {
		return err
	}
	o := kind.schema.WithoutReadOnly(body)
	if err := kind.settle(s, o, nil); err != nil {
		return err
	}
	s.keep(kind, o, nil)
	w.Header().Set("Location", o.Get("meta").(*ordered.Object).Text("location"))
	kit.WriteJSON(w, http.StatusCreated, show.apply(s.shown(kind.resource, o)))
	return nil
}

// keep stores a settled resource with its id and meta.
func (s *instance) keep(kind *endpoint, o, old *ordered.Object) {
	now := s.Now().UTC().Format(time.RFC3339)
	id, created := store.NewID(), now
	if old != nil {
		id = old.Text("id")
		if meta, ok := old.Get("meta").(*ordered.Object); ok {
			created = meta.Text("created")
		}
	}
	o.Set("id", id)
	o.Set("meta", ordered.New("resourceType", kind.schema.Name, "created", created, "lastModified", now,
		"location", s.location(kind.resource, id)))
	s.store.Put(kind.resource, id, o)
}

func (s *instance) location(resource, id string) string {
	return s.BaseURL + s.Base() + "/" + resource + "/" + id
}

// remove deletes a record and, as the platform does, the memberships that refer to it.
func (s *instance) remove(kind *endpoint, id string) {
	s.store.Remove(kind.resource, id)
	if kind.resource != "Users" {
		return
	}
	for _, group := range s.store.All("Groups") {
		list, _ := group.Get("members").([]any)
		left := slices.DeleteFunc(slices.Clone(list), func(v any) bool {
			m, ok := v.(*ordered.Object)
			return ok && m.Text("value") == id
		})
		if len(left) < len(list) {
			group = group.Clone()
			group.SetList("members", left)
			s.store.Put("Groups", group.Text("id"), group)
		}
	}
}

// shown is a stored resource as it is answered. A seeded one may lack what a created one has.
func (s *instance) shown(resource string, o *ordered.Object) *ordered.Object {
	o = o.Clone()
	if kind, ok := endpoints[resource]; ok && o.Get("schemas") == nil {
		o.Set("schemas", schemasOf(kind.schema, o))
	}
	if o.Get("meta") == nil {
		o.Set("meta", ordered.New("location", s.location(resource, o.Text("id"))))
	}
	return o
}

// listed returns the schemas that an answer names: the vendor's extension always, a customer's where it has
// attributes.
func schemasOf(t *sdk.ResourceType, o *ordered.Object) []any {
	if t == groupType {
		return []any{kit.GroupURN, groupExtensionURN}
	}
	urns := []any{userExtensionURN, kit.UserURN}
	if o.Get(customUserURN) != nil {
		urns = append(urns, customUserURN)
	}
	return urns
}
