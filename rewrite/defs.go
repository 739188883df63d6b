package rewrite

import (
	"sync"
	"sync/atomic"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A lookup is what a chain looks up by the ids of names, made once for all messages.
type lookup struct {
	names    *json.Names
	declared int                       // how many of the names are attributes, schemas and the like; they come first
	forms    map[string]*resourceForms // by resource type, as the definitions spell it
	touched
	booleans json.Among // the names of all booleans, and of what they are a part of

	// The steps that are asked at other times than in the order of the chain.
	openers, readers, repairers, translators []int

	conductors set // the steps that may take a request over
}

// lookup returns what the chain looks up by ids.
func (c *Chain) lookup() *lookup {
	c.once.Do(func() {
		types := c.Definitions()
		c.look = &lookup{forms: map[string]*resourceForms{}}
		names := declaredNames(types)
		c.look.declared = json.NewNames(names).Len()
		c.look.names = json.NewNames(append(names, touchedNames(c.Steps)...))
		c.look.touch(c.Steps)
		c.look.sort(c.Steps)
		c.look.booleans = c.look.names.AmongMany(booleanNames(types))
		for _, resource := range types.Resources() {
			c.look.forms[resource] = c.look.form(types, resource)
		}
	})
	return c.look
}

// A lazyLookup is a lookup that is made when it is first needed.
type lazyLookup struct {
	once sync.Once
	look *lookup
	kept atomic.Pointer[[]*Way]
}

// declaredNames returns the names of all attributes, sub-attributes and schemas.
func declaredNames(types *filter.Types) []string {
	names := []string{"schemas", "$ref", "Resources"}
	for _, resource := range types.Resources() {
		for _, urn := range types.URNs(resource) {
			attributes, _ := types.Attributes(resource, urn)
			names = append(names, urn)
			for _, a := range attributes {
				names = append(names, a.Name)
				for _, sub := range a.Subs {
					names = append(names, sub.Name)
				}
			}
		}
	}
	return names
}

// booleanNames returns the names of all booleans, of the attributes that they are a part of,
// and of all schemas.
func booleanNames(types *filter.Types) []string {
	var names []string
	for _, resource := range types.Resources() {
		names = append(names, types.URNs(resource)...)
		for _, urn := range types.URNs(resource) {
			attributes, _ := types.Attributes(resource, urn)
			for _, a := range attributes {
				if a.Type == filter.TypeBoolean {
					names = append(names, a.Name)
				}
				for _, sub := range a.Subs {
					if sub.Type == filter.TypeBoolean {
						names = append(names, a.Name, sub.Name)
					}
				}
			}
		}
	}
	return names
}

// touchedNames returns the names that steps are about.
func touchedNames(steps []Step) []string {
	var names []string
	for i := range steps {
		names = append(names, aboutOf(&steps[i])...)
	}
	return names
}

// sort lists the steps that are asked at times of their own.
func (l *lookup) sort(steps []Step) {
	l.conductors = make(set, len(steps)/64+1)
	for i := range steps {
		if _, ok := steps[i].Rule.(Conductor); ok {
			l.conductors.add(i)
		}
		if _, ok := steps[i].Rule.(Opener); ok {
			l.openers = append(l.openers, i)
		}
		if _, ok := steps[i].Rule.(Reader); ok {
			l.readers = append(l.readers, i)
		}
		if _, ok := steps[i].Rule.(Repairer); ok {
			l.repairers = append(l.repairers, i)
		}
		if _, ok := steps[i].Rule.(Translator); ok {
			l.translators = append(l.translators, i)
		}
	}
}

// of returns the forms of a resource type, or nil.
func (l *lookup) of(resource string) *resourceForms {
	if r := l.forms[resource]; r != nil {
		return r
	}
	for name, r := range l.forms {
		if filter.Fold(name, resource) {
			return r
		}
	}
	return nil
}
