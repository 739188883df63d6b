// Package state keeps, for a time, what cannot be derived from what clients and targets say:
// that a member is still to be added, that a resource counts as deleted, that changes are held.
//
// What is kept is bounded, in entries and in bytes, and what does not fit is an error: whoever
// has to keep something refuses the request that needs it, and nothing is lost without a word.
// The package knows neither SCIM nor files: Memory ends with the process, and package disk has
// a file. Both are used by one process alone.
package state

import (
	"errors"
	"slices"
	"time"
)

// A Store keeps entries in rooms, one room for each subject. Its methods may be called by many
// goroutines. A change is done as a whole, or its error says that nothing of it was done.
type Store interface {
	// Get returns the value of a key that has not expired. The caller must not change it.
	Get(room, key string) (value []byte, found bool, err error)

	// Put keeps entries, in the place of those that have the same keys: all of them, or none.
	Put(room string, entries ...Entry) error

	// Delete ends the keeping of keys, whether they are there or not.
	Delete(room string, keys ...string) error

	// Each calls f with the entries of a room that have not expired, in no order that means
	// anything, until f returns false. f may call the Store; what it changes may be seen or not.
	Each(room string, f func(Entry) bool) error
}

// A Keeper is a Store and what its owner does with it.
type Keeper interface {
	Store
	Rooms() []Room // what there is, by name
	Close() error  // from then on each call is ErrClosed
}

// An Entry is what is kept until a time.
type Entry struct {
	Key   string
	Value []byte
	Until time.Time
}

// A Room says how much is kept of a subject.
type Room struct {
	Name    string
	Entries int
	Bytes   int64
}

// Limits bound what is kept.
type Limits struct {
	Entries int
	Bytes   int64 // of keys and values, and Overhead for each entry
}

// Bounds of an entry, and what is counted for one beside its key and value.
const (
	MaxKey   = 4 << 10
	MaxValue = 256 << 10
	Overhead = 64
)

// The errors, beside those of a file. A full store has room again when entries have expired or
// were deleted.
var (
	ErrFull    = errors.New("as much is kept as may be")
	ErrTooLong = errors.New("the key or the value is too long to be kept")
	ErrPast    = errors.New("the time for which it is to be kept is over")
	ErrClosed  = errors.New("the store is closed")
)

// A Cause says why something could not be kept or read. The set is closed.
type Cause string

// The causes.
const (
	CauseFull   Cause = "full"   // ErrFull
	CauseClosed Cause = "closed" // ErrClosed, while the process ends
	CauseEntry  Cause = "entry"  // ErrTooLong or ErrPast
	CauseFile   Cause = "file"   // what a file could not do: it is damaged, or its disk is full
)

// Causes returns all causes.
func Causes() []Cause { return []Cause{CauseFull, CauseClosed, CauseEntry, CauseFile} }

// CauseOf returns the cause of an error of a Store.
func CauseOf(err error) Cause {
	switch {
	case errors.Is(err, ErrFull):
		return CauseFull
	case errors.Is(err, ErrClosed):
		return CauseClosed
	case errors.Is(err, ErrTooLong), errors.Is(err, ErrPast):
		return CauseEntry
	}
	return CauseFile
}

// SizeOf returns what an entry counts of Limits.Bytes.
func SizeOf(e Entry) int64 { return int64(len(e.Key) + len(e.Value) + Overhead) }

// Latest judges entries that are to be kept, and returns them with each key once: what is last
// counts.
func Latest(entries []Entry, now time.Time) ([]Entry, error) {
	at := make(map[string]int, len(entries))
	for i, e := range entries {
		switch {
		case len(e.Key) > MaxKey || len(e.Value) > MaxValue:
			return nil, ErrTooLong
		case !e.Until.After(now):
			return nil, ErrPast
		}
		at[e.Key] = i
	}
	if len(at) == len(entries) {
		return entries, nil
	}
	last := make([]Entry, 0, len(at))
	for i, e := range entries {
		if at[e.Key] == i {
			last = append(last, e)
		}
	}
	return last, nil
}

// A Tally is how much a Keeper has. The zero Tally is that of nothing.
type Tally struct {
	rooms map[string]*Room
	all   Room
}

// Add counts entries that came, or, if the numbers are negative, that went.
func (t *Tally) Add(room string, entries int, bytes int64) {
	r := t.rooms[room]
	if r == nil {
		if t.rooms == nil {
			t.rooms = map[string]*Room{}
		}
		r = &Room{Name: room}
		t.rooms[room] = r
	}
	r.Entries += entries
	r.Bytes += bytes
	t.all.Entries += entries
	t.all.Bytes += bytes
	if r.Entries == 0 {
		delete(t.rooms, room)
	}
}

// Exceeds reports whether there would be more than the limits say if entries came.
func (t *Tally) Exceeds(l Limits, entries int, bytes int64) bool {
	return t.all.Entries+entries > l.Entries || t.all.Bytes+bytes > l.Bytes
}

// Rooms returns how much there is, by the names of the rooms.
func (t *Tally) Rooms() []Room {
	list := make([]Room, 0, len(t.rooms))
	for _, r := range t.rooms {
		list = append(list, *r)
	}
	slices.SortFunc(list, func(a, b Room) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return list
}
