package state

import "strings"

// In returns the part of a store that belongs to a route, by its name: no other has its rooms.
// An error is given to failed, which returns what whoever called is told.
func In(s Store, route string, failed func(error) error) Store { return &scope{s, route + "/", failed} }

// Split returns the route and the room of which Rooms of the whole store has the name.
func Split(name string) (route, room string) {
	route, room, _ = strings.Cut(name, "/")
	return route, room
}

type scope struct {
	in     Store
	prefix string
	failed func(error) error
}

func (s *scope) said(err error) error {
	if err == nil {
		return nil
	}
	return s.failed(err)
}

func (s *scope) Get(room, key string) ([]byte, bool, error) {
	value, found, err := s.in.Get(s.prefix+room, key)
	return value, found, s.said(err)
}

func (s *scope) Put(room string, entries ...Entry) error {
	return s.said(s.in.Put(s.prefix+room, entries...))
}

func (s *scope) Delete(room string, keys ...string) error {
	return s.said(s.in.Delete(s.prefix+room, keys...))
}

func (s *scope) Each(room string, f func(Entry) bool) error {
	return s.said(s.in.Each(s.prefix+room, f))
}
