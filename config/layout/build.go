package layout

// NewMap returns a mapping without entries. In brackets it is written so if one line is enough.
func NewMap(flow bool) *Node { return &Node{Kind: Map, Flow: flow, made: true} }

// NewList returns a list without items.
func NewList(flow bool) *Node { return &Node{Kind: List, Flow: flow} }

// Put adds a key and its value to a mapping, and returns the entry.
func (n *Node) Put(key string, value *Node) *Entry {
	e := &Entry{Key: Text(key), Value: value}
	n.Entries = append(n.Entries, e)
	return e
}

// Add adds an item to a list, and returns its entry.
func (n *Node) Add(value *Node) *Entry {
	e := &Entry{Value: value}
	n.Entries = append(n.Entries, e)
	return e
}

// Sub returns the mapping at a key, which it adds if there is none.
func (n *Node) Sub(key string, flow bool) *Node {
	if e := n.Get(key); e != nil {
		return e.Value
	}
	return n.Put(key, NewMap(flow)).Value
}

// Items returns the entries of a mapping or list; none of another value.
func (n *Node) Items() []*Entry {
	if n == nil {
		return nil
	}
	return n.Entries
}

// IsMap reports whether a value is a mapping.
func (n *Node) IsMap() bool { return n != nil && n.Kind == Map }

// IsList reports whether a value is a list.
func (n *Node) IsList() bool { return n != nil && n.Kind == List }

// IsScalar reports whether a value is a scalar, and not nothing.
func (n *Node) IsScalar() bool { return n != nil && n.Kind == Scalar && !n.isNull() }
