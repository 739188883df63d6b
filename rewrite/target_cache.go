package rewrite

import (
	"sync"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// A targetCache remembers the paths of PATCH operations that were read. A
// client sends the same few dozen for every user, and trees are never
// modified, so that all messages may share them: a PATCH that no rule changes
// then costs no allocation (BenchmarkUntouchedPatch).
//
// Only short paths are kept, which leaves out most of those that name a person
// (members[value eq "..."]), and no more than maxTargets, the first that came.
type targetCache struct {
	mu    sync.RWMutex
	known map[string]cachedTarget
}

type cachedTarget struct {
	target filter.Target
	used   filter.Lenience
}

const (
	maxTargets    = 512
	maxTargetText = 48
)

// read returns the target that a path, given as a JSON string, points at.
func (c *targetCache) read(text string, allow filter.Lenience) (filter.Target, filter.Lenience, error) {
	c.mu.RLock()
	t, ok := c.known[text]
	c.mu.RUnlock()
	if ok && t.used&^allow == 0 {
		return t.target, t.used, nil
	}
	target, used, err := filter.ParseTargetLenient(json.Decode(text), allow)
	if err == nil && !ok && target.Where != nil && len(text) <= maxTargetText {
		c.keep(text, cachedTarget{target, used})
	}
	return target, used, err
}

func (c *targetCache) keep(text string, t cachedTarget) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = make(map[string]cachedTarget)
	}
	if len(c.known) < maxTargets {
		c.known[string([]byte(text))] = t // a copy: text is part of a whole body
	}
}
