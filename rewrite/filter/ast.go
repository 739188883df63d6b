// Package filter is the filter language of SCIM (RFC 7644, section 3.4.2.2)
// and its PATCH paths (section 3.5.2): it parses, prints, maps and evaluates
// filters, by what the schemas of RFC 7643 and others declare (Types). What one filter
// says of another, and how a target answers it, is package plan's. It knows no HTTP, no
// YAML and no rule.
//
// In reading order: Expr with its kinds, Path and Target are the trees; Parse, ParsePath
// and ParseTarget read them, by a Lenience also what clients write beyond the grammar;
// Map, MapPaths and Walk go through them. Types have what schemas declare of an
// Attribute. A Scope judges a filter for one resource, a Judge for many; what they find
// is a Truth.
//
// The grammar, with the errata of RFC 7644:
//
//	filter    = or
//	or        = and *( SP "or" SP and )
//	and       = term *( SP "and" SP term )
//	term      = [ "not" [ SP ] ] "(" or ")" / attrExp / valuePath
//	attrExp   = attrPath SP "pr" / attrPath SP op SP literal
//	valuePath = attrPath "[" or "]"            ; no value path inside another
//	attrPath  = [ URN ":" ] name [ "." name ]
//	op        = "eq" / "ne" / "co" / "sw" / "ew" / "gt" / "ge" / "lt" / "le"
//	literal   = JSON string / JSON number / "true" / "false" / "null"
//
// Names, operators and keywords are read in any case (RFC 7644, 3.4.2.2);
// true, false and null are JSON and are not. What clients send beyond this
// grammar is read only where a Lenience allows it.
//
// Trees are never modified once built. Rewriting makes new nodes and shares
// the untouched ones, so == tells whether anything changed. A tree may be used
// by many goroutines at once.
package filter

// An Expr is a filter: a *Compare, *Has, *Select, *Not, *And, *Or or a Const.
type Expr interface {
	// Append appends the filter as RFC 7644 writes it and returns the
	// extended buffer. Parsing what Append wrote gives an equal tree.
	Append(dst []byte) []byte
	expr()
}

// A Compare is an attribute, an operator and a literal: userName eq "bjensen".
// With the operator Pr there is no literal: title pr.
type Compare struct {
	Path  Path
	Op    Op
	Value Literal
}

// A Has is a value path, true where one element of a multi-valued attribute
// satisfies all of Where: emails[type eq "work" and value co "@example.com"].
// The paths in Where are those of sub-attributes.
type Has struct {
	Path  Path
	Where Expr
}

// A Select is what clients write and RFC 7644 does not know: a comparison of
// the elements that a value path selects, emails[type eq "work"].value eq "x",
// or of the elements themselves, where Sub is empty. It means the Has whose
// Where has the comparison as a further conjunct. (Q14, Q15)
type Select struct {
	Path  Path
	Where Expr
	Sub   string
	Op    Op
	Value Literal
}

// A Not is true where X is false.
type Not struct{ X Expr }

// An And is true where each of List is. List has at least two elements, and
// none of them is an And.
type And struct{ List []Expr }

// An Or is true where one of List is. List has at least two elements, and
// none of them is an Or.
type Or struct{ List []Expr }

// A Const stands where a clause was removed; Map folds it away. It prints as
// true or false, which is no filter: a Const is never sent to a target.
type Const bool

func (*Compare) expr() {}
func (*Has) expr()     {}
func (*Select) expr()  {}
func (*Not) expr()     {}
func (*And) expr()     {}
func (*Or) expr()      {}
func (Const) expr()    {}

// A Literal is a JSON string, number, true, false or null, as written. It is
// never decoded to be encoded again, so 1.10 stays 1.10.
type Literal string

// An Op is a comparison operator, in lower case.
type Op string

// The operators of RFC 7644, section 3.4.2.2.
const (
	Eq Op = "eq"
	Ne Op = "ne"
	Co Op = "co"
	Sw Op = "sw"
	Ew Op = "ew"
	Gt Op = "gt"
	Ge Op = "ge"
	Lt Op = "lt"
	Le Op = "le"
	Pr Op = "pr"
)

// A Path names an attribute: an optional schema URN, a name and an optional
// sub-attribute, as written. Compare two with Is, which ignores case.
type Path struct{ Schema, Name, Sub string }

// A Target is what the path of a PATCH operation points at: an attribute, or
// the elements of one that satisfy Where, or a sub-attribute of those
// (RFC 7644, section 3.5.2). Without a filter in brackets Where is nil, Sub is
// empty, and Path says all.
type Target struct {
	Path  Path
	Where Expr
	Sub   string
}
