package json

import "slices"

// Among are some names, by their ids, or none for all. Names that are none of the Names
// are among them, unless Known left these out.
type Among struct {
	n     int
	ids   [8]uint16
	set   []uint64 // a bit for each id, in place of the ids
	known bool     // whether names that are none of the Names are left out
}

// Known returns a without the names that are none of the Names, if it has none of these itself: a
// hostile body has tens of thousands.
func (a Among) Known() Among {
	a.known = !a.all() && !slices.Contains(a.ids[:a.n], 0) && (a.set == nil || a.set[0]&1 == 0)
	return a
}

// AmongMany returns the Among of many names, which is made once.
func (n *Names) AmongMany(names []string) Among {
	a := Among{set: make([]uint64, n.words())}
	for _, name := range names {
		id := n.ID(name)
		a.set[id/64] |= 1 << (id % 64)
	}
	return a
}

// all reports whether all names are among a.
func (a *Among) all() bool { return a.n == 0 && a.set == nil }

// Among returns the one of a name.
func (n *Names) Among(name string) Among { return Among{n: 1, ids: [8]uint16{n.ID(name)}} }

// With returns a with one name more. Where there is no room for it all are among them.
func (a Among) With(n *Names, name string) Among {
	if a.n == 0 || a.n == len(a.ids) {
		return Among{}
	}
	a.ids[a.n] = n.ID(name)
	a.n++
	return a
}

func (a *Among) has(id uint16) bool {
	if id == 0 {
		return !a.known
	}
	if a.set != nil {
		return a.set[id/64]&(1<<(id%64)) != 0
	}
	for _, known := range a.ids[:a.n] {
		if known == id {
			return true
		}
	}
	return false
}
