package rewrite

import "scimshim/rewrite/filter"

// An Index knows of resources what they have of some attributes, in the target's
// names. It may lag behind the target, so that what it finds is read and checked.
// Its methods may be called by many goroutines at once, and do not wait.
type Index interface {
	// Has reports whether the attribute of an endpoint, a canonical path, is indexed.
	Has(resource string, p filter.Path) bool
	// Find returns the ids of resources that may have the value. If none of them
	// has it, miss is the answer: an empty list would be taken for "nobody". It is
	// nil if then there is nobody who has it. There are no ids where it is known that
	// somebody may have come who has the value, too: the others would be a part.
	Find(resource string, p filter.Path, value string) (ids []string, miss *Refusal)
	// Sent is given each request before it goes to the target, and Answered of what
	// became of it: the answer, unless there is an error.
	Sent(m *Message)
	Answered(m *Message, err error)
}

// An IndexStatus is how much an Index knows of the resources of one endpoint.
type IndexStatus struct {
	Resource  string
	Resources int     // that it knows
	Bytes     int     // of memory
	Complete  bool    // whether it can tell that nobody has a value
	Age       float64 // seconds since the last whole walk began; negative if there was none
	Walking   bool    // whether a walk is under way
	Read      int     // resources that the walk has read
	Total     int     // resources that the target says there are
	Fault     string  // why the last walk was not whole; empty if it was
	Walks     map[string]int
}
