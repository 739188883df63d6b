package space

import "testing"

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
