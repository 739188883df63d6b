package probe

import (
	"encoding/json"
	"slices"

	"scimshim/rewrite/filter"
	scim "scimshim/rewrite/json"
)

// A world is what is known of the resources of one endpoint: a sample,
// against which answers are held.
type world struct {
	resource string // by its endpoint
	scope    filter.Scope
	sample   []string         // resources as the target showed them
	objects  []map[string]any // the same, decoded
	tapes    []*scim.Tape     // the same, as filters look at them; nil for what they know nothing of
	total    int              // how many there are
	sets     map[string]*selection
}

// maxSample is how many resources are looked at. More would tell little more.
const maxSample = 40

func newWorld(resource string) *world {
	// Where the case rule decides, nobody knows what a filter selects before it has
	// been asked; such filters are not asked.
	scope := filter.Scope{Types: filter.Core(), Resource: resource, AnyCase: true}
	return &world{resource: resource, scope: scope, sets: map[string]*selection{}}
}

// add adds a resource to the sample, unless it is there.
func (w *world) add(text string) {
	var o map[string]any
	if json.Unmarshal([]byte(text), &o) != nil || w.has(idOf(text)) || len(w.sample) == maxSample {
		return
	}
	tape := &scim.Tape{}
	if tape.Read(text, nil) != nil {
		tape = nil
	}
	w.sample, w.objects, w.tapes = append(w.sample, text), append(w.objects, o), append(w.tapes, tape)
	clear(w.sets)
}

// has reports whether a resource of the sample has the id.
func (w *world) has(id string) bool {
	return slices.ContainsFunc(w.sample, func(text string) bool { return idOf(text) == id })
}

// idOf returns the id of a resource.
func idOf(text string) string {
	var o struct{ ID string }
	if json.Unmarshal([]byte(text), &o) != nil {
		return ""
	}
	return o.ID
}

// A selection is what a filter selects of the sample.
type selection struct {
	in      []bool
	size    int
	certain bool // of each resource it is known whether it is in
}

// set returns what a filter selects by RFC 7644.
func (w *world) set(e filter.Expr) *selection {
	key := filter.String(e)
	if s := w.sets[key]; s != nil {
		return s
	}
	s := &selection{in: make([]bool, len(w.sample)), certain: true}
	for i, tape := range w.tapes {
		truth := filter.Unknown
		if tape != nil {
			truth = w.scope.Selects(e, tape.Root())
		}
		switch truth {
		case filter.True:
			s.in[i] = true
			s.size++
		case filter.Unknown:
			s.certain = false
		}
	}
	w.sets[key] = s
	return s
}

// differs reports whether two sets certainly are not the same.
func (s *selection) differs(t *selection) bool {
	return s.certain && t.certain && !slices.Equal(s.in, t.in)
}
