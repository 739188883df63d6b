package json

import (
	"slices"
	"sync"
	"weak"
)

// A longRooms keeps the room of slices that were longer than most, of which each user holds room for
// no more, until the next garbage collection: what is kept for later texts is garbage like all that
// a large text took (P5). Without them every long text would leave some megabytes to collect, and
// while such texts come that would go on for a third of the time (BenchmarkHostile).
type longRooms[T any] struct {
	most int
	free sync.Pool // of *weak.Pointer[[]T]
}

// grow returns s with room for n more. If that is another room, nobody may have the one of s any more.
func (l *longRooms[T]) grow(s []T, n int) []T {
	if n <= cap(s)-len(s) {
		return s
	}
	if len(s)+n > l.most {
		if room := l.take(); cap(room) >= len(s)+n {
			longer := append(room, s...)
			clear(s) // it may have texts of a message
			l.give(s)
			return longer
		}
	}
	return slices.Grow(s, n)
}

// take returns a room that was given back, or nil.
func (l *longRooms[T]) take() []T {
	if room, ok := l.free.Get().(*weak.Pointer[[]T]); ok {
		if still := room.Value(); still != nil {
			return *still
		}
	}
	return nil
}

// give returns s without what is in it, which refers to nothing: without room, which others may have
// from now on, if it has more than most. With the build tag poison, who looks at it all the same finds it spoilt.
func (l *longRooms[T]) give(s []T) []T {
	if poisoned {
		clear(s[:cap(s)])
		return nil
	}
	if cap(s) <= l.most {
		return s[:0]
	}
	room := s[:0]
	kept := weak.Make(&room)
	l.free.Put(&kept)
	return nil
}
