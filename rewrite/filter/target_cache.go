package filter

import (
	"sync"

	"scimshim/rewrite/json"
)

// A TargetCache remembers the paths of PATCH operations that were read. A client
// sends the same few dozen for every user, and trees are never
// modified, so that all messages may share them: a PATCH that no rule changes
// then costs no allocation (BenchmarkUntouchedPatch).
//
// Only short paths are kept, which leaves out most of those that name a person
// (members[value eq "..."]), and no more than maxTargets, the first that came.
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

// Read is ParseTargetLenient of a path that is given as a JSON string.
func (c *TargetCache) Read(text string, allow Lenience) (Target, Lenience, error) {
	c.mu.RLock()
	t, ok := c.known[text]
	c.mu.RUnlock()
	if ok && t.used&^allow == 0 {
		return t.target, t.used, nil
	}
	target, used, err := ParseTargetLenient(json.Decode(text), allow)
	if err == nil && !ok && target.Where != nil && len(text) <= maxTargetText {
		c.remember(text, cachedTarget{target, used})
	}
	return target, used, err
}

func (c *TargetCache) remember(text string, t cachedTarget) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known == nil {
		c.known = make(map[string]cachedTarget)
	}
	if len(c.known) < maxTargets {
		c.known[string([]byte(text))] = t // a copy: text is part of a whole body
	}
}
