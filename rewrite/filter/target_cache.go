package filter

import (
	"strings"
	"sync"

	"scimshim/rewrite/json"
)

// A TargetCache remembers the paths of PATCH operations that were read. A client
// sends the same few dozen for every user, and trees are never
// modified, so that all messages may share them: a PATCH that no rule changes
// then costs no allocation (BenchmarkUntouchedPatch).
//
// Only what says nothing of anybody is kept, as emails[type eq "work"], and not a path with
// somebody's id or address; no long one, and no more than maxTargets, the first that came.
type TargetCache struct {
	mu    sync.RWMutex
	known map[string]cachedTarget
}

type cachedTarget struct {
	target Target
	used   Lenience
}

const (
	maxTargets    = 512
	maxTargetText = 48
)

// Read is ParseTargetLenient of a path that is given as a JSON string. The types and the
// resource say which values are nobody's.
func (c *TargetCache) Read(text string, allow Lenience, types *Types, resource string) (Target, Lenience, error) {
	c.mu.RLock()
	t, ok := c.known[text]
	c.mu.RUnlock()
	if ok && t.used&^allow == 0 {
		return t.target, t.used, nil
	}
	target, used, err := ParseTargetLenient(json.Decode(text), allow)
	if err == nil && !ok && target.Where != nil && len(text) <= maxTargetText && types.isShape(resource, target) {
		text = strings.Clone(text) // it is part of a whole body, and so may be what was read of it
		if kept, used, err := ParseTargetLenient(json.Decode(text), allow); err == nil {
			c.remember(text, cachedTarget{kept, used})
		}
	}
	return target, used, err
}

// isShape reports whether a path has no value, nor the name of an attribute, that may be
// anybody's: whether it is its own shape.
func (t *Types) isShape(resource string, at Target) bool {
	return Fold(t.ShapeTarget(resource, at), at.String())
}

func (c *TargetCache) remember(text string, t cachedTarget) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = make(map[string]cachedTarget)
	}
	if len(c.known) < maxTargets {
		c.known[text] = t
	}
}
