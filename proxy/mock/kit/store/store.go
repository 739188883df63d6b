// Package store is the directory of an imitated target: users, groups and other resources as they are
// stored, their ids and times, and which two cannot live side by side. It knows no HTTP and no vendor. Read
// Store first.
package store

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"scimshim/proxy/mock/kit/ordered"
)

// Store is the directory of a target: resources by kind ("Users", "Groups") in order of creation. It is not
// safe for concurrent use; the target's lock guards it. A stored object is never edited: whoever changes one
// clones it and puts the clone.
type Store struct {
	folders map[string]*folder
}

type folder struct {
	order []string
	byID  map[string]*ordered.Object
}

// New returns an empty directory.
func New() *Store { return &Store{folders: map[string]*folder{}} }

// All returns the resources of a kind in order of creation.
func (s *Store) All(resource string) []*ordered.Object {
	f := s.folders[resource]
	if f == nil {
		return nil
	}
	all := make([]*ordered.Object, 0, len(f.order))
	for _, id := range f.order {
		all = append(all, f.byID[id])
	}
	return all
}

// Find returns a resource and whether there is one.
func (s *Store) Find(resource, id string) (*ordered.Object, bool) {
	f := s.folders[resource]
	if f == nil {
		return nil, false
	}
	o, ok := f.byID[id]
	return o, ok
}

// Put adds a resource at the end, or replaces the one of that id in its place.
func (s *Store) Put(resource, id string, o *ordered.Object) {
	f := s.folders[resource]
	if f == nil {
		f = &folder{byID: map[string]*ordered.Object{}}
		s.folders[resource] = f
	}
	if _, ok := f.byID[id]; !ok {
		f.order = append(f.order, id)
	}
	f.byID[id] = o
}

// Remove deletes a resource, if there is one.
func (s *Store) Remove(resource, id string) {
	f := s.folders[resource]
	if f == nil || f.byID[id] == nil {
		return
	}
	delete(f.byID, id)
	f.order = slices.DeleteFunc(f.order, func(other string) bool { return other == id })
}

// NewID returns 32 random lower-case hex digits.
func NewID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails, by its contract
	return hex.EncodeToString(raw[:])
}

// RemoveGroup removes a group.
func (s *Store) RemoveGroup(id string) { s.Remove("Groups", id) }

// HasUser tells whether there is a user of that id.
func (s *Store) HasUser(id string) bool {
	_, ok := s.Find("Users", id)
	return ok
}

// RemoveUser removes a user and its memberships.
func (s *Store) RemoveUser(id string) {
	s.Remove("Users", id)
	s.RemoveMemberships(id)
}

// RemoveMemberships takes a user out of all groups.
func (s *Store) RemoveMemberships(id string) {
	for _, group := range s.All("Groups") {
		if HasMember(group, id) {
			changed := group.Clone()
			members, _ := changed.Get("members").([]any)
			changed.Set("members", slices.DeleteFunc(members, func(m any) bool {
				return ordered.TextOf(m, "value") == id
			}))
			s.Put("Groups", group.Text("id"), changed)
		}
	}
}

// Keep stores a resource with an id and times, those of old where there is one. now is in the vendor's
// spelling.
func (s *Store) Keep(resource string, o, old *ordered.Object, now string) {
	id, created := NewUUID(), any(now)
	if old != nil {
		id = old.Text("id")
		if meta, ok := old.Get("meta").(*ordered.Object); ok {
			created = meta.Get("created")
		}
	}
	o.Set("id", id)
	o.Set("meta", ordered.New("resourceType", strings.TrimSuffix(resource, "s"), "lastModified", now,
		"created", created))
	s.Put(resource, id, o)
}

// HasMember tells whether a stored group holds a user.
func HasMember(group *ordered.Object, id string) bool {
	members, _ := group.Get("members").([]any)
	return slices.ContainsFunc(members, func(m any) bool { return ordered.TextOf(m, "value") == id })
}

// NewUUID returns a random UUID, of version 4 by RFC 9562, section 5.4.
func NewUUID() string {
	h := NewID()
	return fmt.Sprintf("%s-%s-4%s-%c%s-%s", h[:8], h[8:12], h[13:16], "89ab"[h[16]%4], h[17:20], h[20:])
}
