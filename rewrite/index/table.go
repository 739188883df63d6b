package index

import (
	"errors"
	"hash/maphash"
	"unsafe"
)

// Bounds of a table, beside its number of resources.
const (
	maxID     = 512 // bytes of an id: what the proxy takes in a path
	maxShared = 64  // resources of one key that are told apart
	perID     = 8   // keys that a resource may have, on the average
)

// Why a table does not take something.
var (
	errFull   = errors.New("there are more resources than max_resources")
	errValues = errors.New("the resources have more values of the indexed attributes than an index holds")
	errID     = errors.New("a resource has an id that is empty or too long")
)

// A table has the ids of resources, and the keys of each. What is in it stays: the
// next walk makes another. Its memory is a few slices without pointers.
type table struct {
	seed maphash.Seed
	max  int // resources

	blob   []byte   // the ids, one after the other
	ends   []uint32 // of each id in blob
	slots  []uint32 // a resource's number + 1, at the hash of its id; 0 is free
	walked []uint64 // a bit for each resource that the walk has shown

	heads []head // at the key; one without links is free
	used  int    // of heads
	links []link
}

// A head is where the resources of one key begin.
type head struct {
	key uint64
	at  uint32 // number of the first link + 1
	n   uint32 // resources; more than maxShared are not told apart
}

type link struct{ id, next uint32 }

func newTable(seed maphash.Seed, max int) *table {
	return &table{seed: seed, max: max, slots: make([]uint32, 16), heads: make([]head, 16)}
}

// len returns the number of resources.
func (t *table) len() int { return len(t.ends) }

// bytes returns the memory that the table takes.
func (t *table) bytes() int {
	return cap(t.blob) + 4*(cap(t.ends)+cap(t.slots)) + 8*cap(t.walked) +
		cap(t.heads)*int(unsafe.Sizeof(head{})) + cap(t.links)*int(unsafe.Sizeof(link{}))
}

// id returns the id of the resource with a number.
func (t *table) id(n uint32) []byte {
	start := uint32(0)
	if n > 0 {
		start = t.ends[n-1]
	}
	return t.blob[start:t.ends[n]]
}

// put returns the number of a resource, which is added if need be.
func (t *table) put(id string) (uint32, error) {
	mask := uint64(len(t.slots) - 1)
	i := maphash.String(t.seed, id) & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if n := t.slots[i] - 1; string(t.id(n)) == id {
			return n, nil
		}
	}
	switch {
	case id == "" || len(id) > maxID:
		return 0, errID
	case len(t.ends) >= t.max:
		return 0, errFull
	}
	n := uint32(len(t.ends))
	t.blob = append(t.blob, id...)
	t.ends = append(t.ends, uint32(len(t.blob)))
	t.slots[i] = n + 1
	if 4*len(t.ends) > 3*len(t.slots) {
		t.growSlots()
	}
	return n, nil
}

func (t *table) growSlots() {
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint64(len(t.slots) - 1)
	for n := range uint32(len(t.ends)) {
		i := maphash.Bytes(t.seed, t.id(n)) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = n + 1
	}
}

// add notes that the resource with an id has keys.
func (t *table) add(id string, keys []uint64) error {
	n, err := t.put(id)
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := t.link(n, key); err != nil {
			return err
		}
	}
	return nil
}

// show notes that the walk has shown a resource, and reports whether it had
// before.
func (t *table) show(id string) (again bool, err error) {
	n, err := t.put(id)
	if err != nil {
		return false, err
	}
	for int(n/64) >= len(t.walked) {
		t.walked = append(t.walked, 0)
	}
	bit := uint64(1) << (n % 64)
	again = t.walked[n/64]&bit != 0
	t.walked[n/64] |= bit
	return again, nil
}

// head returns the place of a key's head, which may be free.
func (t *table) head(key uint64) *head {
	mask := uint64(len(t.heads) - 1)
	i := key & mask
	for t.heads[i].at != 0 && t.heads[i].key != key {
		i = (i + 1) & mask
	}
	return &t.heads[i]
}

func (t *table) link(n uint32, key uint64) error {
	h := t.head(key)
	for at := h.at; at != 0; at = t.links[at-1].next {
		if t.links[at-1].id == n {
			return nil
		}
	}
	switch {
	case h.n > maxShared:
		return nil
	case h.n == maxShared:
		h.n++
		return nil
	case len(t.links) >= perID*t.max:
		return errValues
	}
	fresh := h.at == 0
	t.links = append(t.links, link{n, h.at})
	*h = head{key, uint32(len(t.links)), h.n + 1}
	if fresh {
		if t.used++; 4*t.used > 3*len(t.heads) {
			t.growHeads()
		}
	}
	return nil
}

func (t *table) growHeads() {
	old := t.heads
	t.heads = make([]head, 2*len(old))
	for _, h := range old {
		if h.at != 0 {
			*t.head(h.key) = h
		}
	}
}

// find returns the ids of the resources with a key. crowded says that there are
// more than those.
func (t *table) find(key uint64) (ids []string, crowded bool) {
	h := t.head(key)
	for at := h.at; at != 0; at = t.links[at-1].next {
		ids = append(ids, string(t.id(t.links[at-1].id)))
	}
	return ids, h.n > maxShared
}
