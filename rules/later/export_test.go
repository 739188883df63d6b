package later

import (
	"time"

	"scimshim/rewrite/state"
)

// Room is where references are kept.
const Room = room

// Age makes references older than they are.
func Age(s state.Store, by time.Duration) {
	_ = s.Each(room, func(e state.Entry) bool {
		k := read(e)
		k.since, k.next = k.since.Add(-by), k.next.Add(-by)
		return s.Put(room, state.Entry{Key: e.Key, Value: k.entry(0).Value, Until: time.Now().Add(time.Hour)}) == nil
	})
}
