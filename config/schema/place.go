package schema

import (
	"slices"
	"strings"

	"scimshim/config/tree"
)

// A place is where a value may stand in a file, with what is known of the values.
type place struct {
	asked [tree.AsAny + 1]bool
	words []string // of which it is one, if not any text
	least int
	most  int

	keys    map[string]*place // of a mapping
	needed  map[string]int    // in how many files a key had to be there
	read    int               // in how many files a mapping was asked for keys
	entries *place            // the values of other keys
	items   *place            // of a list

	tried, refused int // how often the key of the value was there, and found wrong

	explored bool
	joined   bool
	sample   *context // where the value is, if it is in a sample
}

// known reports whether the reader asks anything of values here.
func (p *place) known() bool { return p.asked != [len(p.asked)]bool{} }

// at returns the place at a path below p; nil if there is none yet.
func (p *place) at(path []any) *place {
	for _, part := range path {
		key, ok := part.(string)
		switch {
		case p == nil:
			return nil
		case !ok:
			p = p.items
		case p.keys[key] != nil:
			p = p.keys[key]
		default:
			p = p.entries
		}
	}
	return p
}

// takes notes what the reader asks of a value here.
func (p *place) takes(a tree.Ask) {
	p.asked[a.As] = true
	switch a.As {
	case tree.AsKey:
		p.key(a.Key)
	case tree.AsKeys:
		if p.entries == nil {
			p.entries = &place{}
		}
	case tree.AsItems:
		if p.items == nil {
			p.items = &place{}
		}
	case tree.AsWord:
		for _, word := range a.Words {
			if !slices.Contains(p.words, word) {
				p.words = append(p.words, word)
			}
		}
	case tree.AsWhole:
		if known := p.most > p.least; known {
			p.least, p.most = min(p.least, a.Least), max(p.most, a.Most)
		} else {
			p.least, p.most = a.Least, a.Most
		}
	}
}

func (p *place) key(key string) {
	if p.keys == nil {
		p.keys, p.needed = map[string]*place{}, map[string]int{}
	}
	if p.keys[key] == nil {
		p.keys[key] = &place{}
	}
}

// needs notes which keys were asked for in a file, and whether they had to be there.
func (p *place) needs(keys map[string]bool) {
	p.read++
	for key, must := range keys {
		if must {
			p.needed[key]++
		}
	}
}

// join has the mappings of a list, and the one mapping that may stand in its place, take the
// same keys, here and below: a reader reads both in the same way, and one may have been found
// among other keys than the other.
func (p *place) join() {
	if p == nil || p.joined {
		return
	}
	p.joined = true
	if items := p.items; items != nil && p.asked[tree.AsKey] && items.asked[tree.AsKey] {
		p.mapping(items)
		items.keys, items.needed, items.read, items.entries = p.keys, p.needed, p.read, p.entries
	}
	for _, key := range p.keys {
		key.join()
	}
	p.entries.join()
	p.items.join()
}

// add adds what is known of another place.
func (p *place) add(o *place) {
	if p == o || o == nil {
		return
	}
	for as, asked := range o.asked {
		p.asked[as] = p.asked[as] || asked
	}
	for _, word := range o.words {
		if !slices.Contains(p.words, word) {
			p.words = append(p.words, word)
		}
	}
	if p.most <= p.least {
		p.least, p.most = o.least, o.most
	}
	p.tried, p.refused = p.tried+o.tried, p.refused+o.refused
	if o.asked[tree.AsKey] {
		p.mapping(o)
	}
	if p.items == nil {
		p.items = o.items
	} else {
		p.items.add(o.items)
	}
}

// mapping adds the keys of another mapping. What one of the two does not need is not needed.
func (p *place) mapping(o *place) {
	for key, value := range o.keys {
		p.key(key)
		p.needed[key] += o.needed[key]
		p.keys[key].add(value)
	}
	p.read += o.read
	if p.entries == nil {
		p.entries = o.entries
	} else {
		p.entries.add(o.entries)
	}
}

// docPath returns the path of a key as the description of keys has it.
func docPath(path, key string) string { return strings.TrimPrefix(path+"."+key, ".") }
