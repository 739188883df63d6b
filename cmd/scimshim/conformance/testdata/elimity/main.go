// Command serve is elimity-com/scim with its store in memory, for conformance tests. It prints the URL
// of its service on its first line. POST /reset empties it. Filters and PATCHes are the library's own.
package main

import (
	"crypto/rand"
	"fmt"
	"log"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/elimity-com/scim"
	"github.com/elimity-com/scim/errors"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"
)

func main() {
	users := &store{name: "userName", schema: schema.CoreUserSchema(),
		extensions: []schema.Schema{schema.ExtensionEnterpriseUser()}}
	groups := &store{name: "displayName", schema: schema.CoreGroupSchema()}
	server, err := scim.NewServer(&scim.ServerArgs{
		ServiceProviderConfig: &scim.ServiceProviderConfig{MaxResults: 100, SupportFiltering: true, SupportPatch: true},
		ResourceTypes: []scim.ResourceType{
			{Name: "User", Endpoint: "/Users", Schema: users.schema, Handler: users,
				SchemaExtensions: []scim.SchemaExtension{{Schema: users.extensions[0]}}},
			{Name: "Group", Endpoint: "/Groups", Schema: groups.schema, Handler: groups},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s\n", listener.Addr())
	log.SetOutput(nowhere{})
	http.Handle("/", server)
	http.HandleFunc("POST /reset", func(w http.ResponseWriter, _ *http.Request) {
		users.empty()
		groups.empty()
		w.WriteHeader(http.StatusNoContent)
	})
	log.Fatal(http.Serve(listener, nil))
}

// nowhere takes the traces of panics.
type nowhere struct{}

func (nowhere) Write(p []byte) (int, error) { return len(p), nil }

// A kept is a resource.
type kept struct {
	id      string
	attrs   scim.ResourceAttributes
	created time.Time
	changed time.Time
}

// A store has resources of one type, in the order of their creation. One attribute is unique.
type store struct {
	name       string
	schema     schema.Schema
	extensions []schema.Schema

	mu  sync.Mutex
	all []kept
}

func (s *store) empty() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = nil
}

// shown returns a resource as the library wants it.
func (k kept) shown() scim.Resource {
	r := scim.Resource{ID: k.id, Attributes: k.attrs, Meta: scim.Meta{Created: &k.created, LastModified: &k.changed}}
	if id, ok := k.attrs["externalId"].(string); ok {
		r.ExternalID = optional.NewString(id)
	}
	return r
}

// at returns where a resource is.
func (s *store) at(id string) (int, error) {
	i := slices.IndexFunc(s.all, func(k kept) bool { return k.id == id })
	if i < 0 {
		return 0, errors.ScimErrorResourceNotFound(id)
	}
	return i, nil
}

// free refuses a second resource of one name.
func (s *store) free(id string, attrs scim.ResourceAttributes) error {
	name, _ := attrs[s.name].(string)
	for _, k := range s.all {
		if other, _ := k.attrs[s.name].(string); k.id != id && s.name == "userName" && strings.EqualFold(other, name) {
			return errors.ScimErrorUniqueness
		}
	}
	return nil
}

func (s *store) Create(_ *http.Request, attrs scim.ResourceAttributes) (scim.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.free("", attrs); err != nil {
		return scim.Resource{}, err
	}
	now := time.Now()
	k := kept{strings.ToLower(rand.Text()), attrs, now, now}
	s.all = append(s.all, k)
	return k.shown(), nil
}

func (s *store) Get(_ *http.Request, id string) (scim.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.at(id)
	if err != nil {
		return scim.Resource{}, err
	}
	return s.all[i].shown(), nil
}

func (s *store) GetAll(_ *http.Request, p scim.ListRequestParams) (scim.Page, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []scim.Resource
	for _, k := range s.all {
		if p.FilterValidator != nil && p.FilterValidator.PassesFilter(k.filtered()) != nil {
			continue
		}
		list = append(list, k.shown())
	}
	from := min(max(p.StartIndex-1, 0), len(list))
	return scim.Page{TotalResults: len(list), Resources: list[from:min(from+p.Count, len(list))]}, nil
}

// filtered returns a resource as filters see it.
func (k kept) filtered() map[string]any {
	o := map[string]any{"id": k.id, "meta": map[string]any{"created": k.created.Format(time.RFC3339),
		"lastModified": k.changed.Format(time.RFC3339)}}
	for name, v := range k.attrs {
		o[name] = v
	}
	return o
}

func (s *store) write(id string, make func(scim.ResourceAttributes) (scim.ResourceAttributes, error)) (scim.Resource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.at(id)
	if err != nil {
		return scim.Resource{}, err
	}
	attrs, err := make(s.all[i].attrs)
	if err == nil {
		err = s.free(id, attrs)
	}
	if err != nil {
		return scim.Resource{}, err
	}
	s.all[i].attrs, s.all[i].changed = attrs, time.Now()
	return s.all[i].shown(), nil
}

func (s *store) Replace(_ *http.Request, id string, attrs scim.ResourceAttributes) (scim.Resource, error) {
	return s.write(id, func(scim.ResourceAttributes) (scim.ResourceAttributes, error) { return attrs, nil })
}

func (s *store) Patch(_ *http.Request, id string, ops []scim.PatchOperation) (scim.Resource, error) {
	return s.write(id, func(before scim.ResourceAttributes) (scim.ResourceAttributes, error) {
		return scim.ApplyPatch(before, ops, s.schema, s.extensions...)
	})
}

func (s *store) Delete(_ *http.Request, id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.at(id)
	if err == nil {
		s.all = slices.Delete(s.all, i, i+1)
	}
	return err
}
