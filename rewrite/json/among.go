package json

// Among are a few names, by their ids, or none for all. Names that are none of the Names
// are always among them.
type Among struct {
	n   int
	ids [8]uint16
}

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
		return true
	}
	for _, known := range a.ids[:a.n] {
		if known == id {
			return true
		}
	}
	return false
}
