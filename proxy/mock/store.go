package mock

import (
	"crypto/rand"
	"encoding/hex"
	"slices"
)

// store is the directory of a target: resources by kind ("Users", "Groups") in order of creation. The
// target's lock guards it. A stored object is never edited: whoever changes one clones it and puts the
// clone.
type store struct {
	folders map[string]*folder
}

type folder struct {
	order []string
	byID  map[string]*object
}

func newStore() *store { return &store{folders: map[string]*folder{}} }

// all returns the resources of a kind in order of creation.
func (s *store) all(resource string) []*object {
	f := s.folders[resource]
	if f == nil {
		return nil
	}
	all := make([]*object, 0, len(f.order))
	for _, id := range f.order {
		all = append(all, f.byID[id])
	}
	return all
}

func (s *store) find(resource, id string) (*object, bool) {
	f := s.folders[resource]
	if f == nil {
		return nil, false
	}
	o, ok := f.byID[id]
	return o, ok
}

// put adds a resource at the end, or replaces the one of that id in its place.
func (s *store) put(resource, id string, o *object) {
	f := s.folders[resource]
	if f == nil {
		f = &folder{byID: map[string]*object{}}
		s.folders[resource] = f
	}
	if _, ok := f.byID[id]; !ok {
		f.order = append(f.order, id)
	}
	f.byID[id] = o
}

// remove deletes a resource, if there is one.
func (s *store) remove(resource, id string) {
	f := s.folders[resource]
	if f == nil || f.byID[id] == nil {
		return
	}
	delete(f.byID, id)
	f.order = slices.DeleteFunc(f.order, func(other string) bool { return other == id })
}

// newID returns 32 random lower-case hex digits.
func newID() string {
	var raw [16]byte
	_, _ = rand.Read(raw[:]) // never fails, by its contract
	return hex.EncodeToString(raw[:])
}
