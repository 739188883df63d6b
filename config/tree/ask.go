package tree

// An Ask is what a reader asks of a value, if the value is such that it can be answered. It
// is for who writes down what a reader takes: see Options.Asked.
type Ask struct {
	Pos Position // of the value
	As  As

	Key    string // of AsKey
	Needed bool   // whether the key must be there

	Words       []string // of AsWord
	Least, Most int      // of AsWhole
}

// An As is what a value is asked as.
type As byte

// What a value may be asked as.
const (
	AsKey      As = iota // a mapping: for one key
	AsKeys               // a mapping: for whatever keys it has
	AsItems              // a list
	AsText               // a text, or what is taken for one
	AsWord               // one of some words
	AsBool               // true or false
	AsWhole              // a whole number
	AsDuration           // a duration
	AsAny                // any value
)

// tell tells who wants to know what n is asked as.
func (n *Node) tell(a Ask) {
	if n != nil && n.src.asked != nil {
		a.Pos = n.pos
		n.src.asked(a)
	}
}
