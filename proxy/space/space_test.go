package space

import (
	"testing"
	"unsafe"
)

// What is taken overlaps nothing that was taken before it, until all of it is released.
func TestTake(t *testing.T) {
	var s Space
	for round := range 3 {
		var all [][]byte
		for i, n := range []int{1500, 0, 400, 3000, Most, Most + 1, 1} {
			b := s.Take(n)
			if len(b) != n || cap(b) > n && n <= Most && n > 0 && s.used > 0 && cap(b) != n {
				t.Fatalf("round %d: %d bytes of room for %d", round, len(b), n)
			}
			for k := range b {
				b[k] = byte(i + 1)
			}
			all = append(all, b)
		}
		for i, b := range all {
			for _, c := range b {
				if c != byte(i+1) {
					t.Fatalf("round %d: what was taken as number %d is overwritten", round, i)
				}
			}
		}
		s.Release()
		if len(s.buf) > Most {
			t.Fatalf("%d bytes are kept", len(s.buf))
		}
	}
	if n := testing.AllocsPerRun(100, func() { s.Take(1400); s.Release() }); n != 0 && !poisoned {
		t.Errorf("%v allocations", n)
	}
}

// What is in a room of its own overlaps nothing else either, and may outlive the release of the rest.
func TestRooms(t *testing.T) {
	var a, b Space
	long := a.Take(300_000)
	copy(long, "mine")
	text := string(long[:4])
	back := a.Leave(unsafe.String(&long[0], len(long)))
	a.Release()
	for range mostRooms + 2 {
		other := b.Take(300_000)
		copy(other, "else")
	}
	b.Release()
	if back == nil || string(long[:4]) != text {
		t.Fatalf("what was left is %q now", long[:4])
	}
	back()
	if poisoned && long[0] != '!' {
		t.Error("what was given back is not spoilt")
	}
	if a.Leave("a text of somebody else") != nil || a.Leave("") != nil {
		t.Error("a room for a text that is in none")
	}
}

// A room of each size is as long as its text, and not much longer.
func TestSizeOf(t *testing.T) {
	last := -1
	for n := Most + 1; n <= Largest; n++ {
		size, at := sizeOf(n)
		if size < n || size > n/4*5+4 || at != last && at != last+1 {
			t.Fatalf("room number %d of %d bytes for %d", at, size, n)
		}
		last = at
	}
	if last != len(rooms)-1 {
		t.Errorf("%d sizes of rooms, and the last one is number %d", len(rooms), last)
	}
}

// BenchmarkTake is a text of 282 KB, which most of the time is in a room that was there.
func BenchmarkTake(b *testing.B) {
	var s Space
	b.ReportAllocs()
	for b.Loop() {
		s.Take(282_000)[0]++
		s.Release()
	}
}
