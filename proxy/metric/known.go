package metric

import (
	"maps"
	"sync"
	"sync/atomic"
)

// A known is a map that is read by each request, and hardly ever written: readers take no lock.
type known[K comparable, V any] struct {
	all atomic.Pointer[map[K]V]
	mu  sync.Mutex // held while another map takes the place of one
}

// get returns the value of a key, or none.
func (k *known[K, V]) get(key K) V { return k.now()[key] }

// now returns the map as it is now, which nobody changes.
func (k *known[K, V]) now() map[K]V {
	if all := k.all.Load(); all != nil {
		return *all
	}
	return nil
}

// put gives a key a value, unless it has one, and returns the one that it has.
func (k *known[K, V]) put(key K, v V) V {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if v, ok := now[key]; ok {
		return v
	}
	next := make(map[K]V, len(now)+1)
	maps.Copy(next, now)
	next[key] = v
	k.all.Store(&next)
	return v
}
