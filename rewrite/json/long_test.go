package json

import (
	"runtime"
	"testing"
	"weak"
)

// A room that is given back for a longer one keeps nothing of a message alive.
func TestLongRoomsForget(t *testing.T) {
	rooms := longRooms[*int]{most: 1}
	for range 100 { // a pool may forget what it was given
		longer := make([]*int, 0, 8)
		kept := weak.Make(&longer)
		rooms.free.Put(&kept)
		old := append(make([]*int, 0, 2), new(int), new(int))
		s := rooms.grow(old, 1)
		if len(s) != 2 || cap(s) < 3 || s[0] == nil || s[1] == nil {
			t.Fatalf("it has %d with room for %d", len(s), cap(s))
		}
		runtime.KeepAlive(&longer)
		if cap(s) == cap(longer) {
			if old[0] != nil || old[1] != nil {
				t.Error("the room of before still has what was in it")
			}
			return
		}
	}
	t.Error("a room is never used again")
}
