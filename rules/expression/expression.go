// Package expression has what rules make of texts: expressions, which compute a text, or
// true or false, of one value or of a resource, and replacements by regular expressions.
// A [Transform] is either, and changes one text; an [Expression] is about a resource.
// Both are bounded in time and memory, do not change any more, and serve any number of
// goroutines at once. Their errors do not repeat the values.
//
// # The language
//
// There are texts, whole numbers, and true and false; which an expression is, is known before
// it is worked out. In the notation of Go's specification it is
//
//	Expression = If | Operation { "?" Expression ":" Expression } .
//	If         = "if" Expression Block "else" ( If | Block ) .
//	Block      = "{" Expression "}" .
//	Operation  = Operand { Operator Operand | "in" List | "|" Call } .
//	Operand    = Prefix Operand | "(" Expression ")" | Text | Number | "true" | "false" | Name | Call .
//	Operator   = "??" | "+" | "==" | "!=" | "<" | "<=" | ">" | ">=" |
//	             "matches" | "contains" | "startsWith" | "endsWith" | "and" | "&&" | "or" | "||" .
//	Prefix     = "not" | "!" | "-" | "+" .
//	Call       = Function "(" [ Arguments ] ")" .
//	List       = "[" [ Arguments ] "]" .
//	Arguments  = Expression { "," Expression } [ "," ] .
//	Name       = word [ ( "." | "?." ) word ] .
//	Function   = word .
//	Number     = digit { digit | "_" } | "0" ( "x" | "o" | "b" ) digit { digit | "_" } .
//	Text       = in " or ', on one line and with \n, \t, \", \\, \x41, \101, \u00e9, \u{e9} and \U000000e9
//	             as in Go, or in backticks, without any of them, where two backticks are one .
//
// What binds more strongly comes first:
//
//	??  ;  - and + in front  ;  not and !  ;  +  ;  comparisons, in, matches, contains, startsWith,
//	endsWith, each also with not in front, but == and the like  ;  and, &&  ;  or, ||  ;  |  ;  ?:
//
// Operators of the same strength are taken from the left. Neither are < and its kind chained, nor
// is ?? followed by another operator without parentheses.
//
// The operator + joins texts, and ?? takes the first that is not empty. Behind matches stands a
// regular expression in quotes. x | f(y) is f(x, y). The second operand of and and or is worked
// out only where it counts, and so is an outcome of a condition. Between // and the end of a line,
// and between /* and */, is a comment.
//
// An expression about one value calls it value; one about a resource calls attributes by their
// names, name.givenName, or with attr("emails[type eq \"work\"].value"). The functions are those of
// the manual of convert.
package expression

import (
	"reflect"
	"unicode/utf8"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

const (
	// maxExpression is the length of the longest expression, in bytes.
	maxExpression = 2000
	// maxText is the length of the longest text that an expression makes of
	// shorter ones, in bytes.
	maxText = 64 << 10
)

// An Expression computes a text, or true or false, from one value or from a
// resource. It does not change any more, and any number of goroutines may use it
// at once.
type Expression struct {
	made  term
	Reads []filter.Target // the attributes that it names
}

// Read reads an expression that makes a text, or with the kind
// reflect.Bool true or false, of a resource.
func Read(b *kind.Build, n *tree.Node, kind reflect.Kind) *Expression {
	r := &reader{scope: b.Scope()}
	wanted := aText
	if kind == reflect.Bool {
		wanted = aTruth
	}
	e := tree.Parse(n, func(source string) (*Expression, error) { return r.expression(source, wanted) })
	for _, m := range r.named {
		b.MentionAt(n.PosAt(m.at), m.path)
	}
	return e
}

// expression reads the source of an expression of a sort.
func (r *reader) expression(source string, wanted sort) (*Expression, error) {
	switch {
	case len(source) > maxExpression:
		return nil, faultAt(-1, "this expression is too long")
	case !utf8.ValidString(source):
		return nil, faultAt(-1, "this expression is not UTF-8")
	}
	root, err := parse(source)
	if err != nil {
		return nil, err
	}
	made, err := r.term(root)
	switch {
	case err != nil:
		return nil, err
	case made.sort != wanted:
		return nil, faultAt(-1, "expected %s, and this expression makes %s", wanted, made.sort)
	}
	return &Expression{made: made, Reads: r.reads}, nil
}

// ofValue returns what the expression makes of a value. Its error is a sentence
// without the value.
func (e *Expression) ofValue(value string) (string, error) { return e.made.text(frame{value: value}) }

// OfResource returns what the expression makes of a resource: a text, or true
// or false. Its error is a sentence without any value.
func (e *Expression) OfResource(m *rewrite.Message, resource json.Value) (any, error) {
	texts := make([]string, len(e.Reads))
	for i, t := range e.Reads {
		texts[i] = firstText(m, resource, t)
	}
	return e.OfTexts(texts)
}

// OfTexts returns what the expression makes of the texts of the attributes that it
// reads, in the order of its reads.
func (e *Expression) OfTexts(texts []string) (any, error) {
	in := frame{texts: texts}
	if e.made.sort == aTruth {
		return e.made.truth(in)
	}
	return e.made.text(in)
}

// firstText returns the first value at t in a resource, as text: of a string
// what it says, of a number, true and false as it is written, else nothing.
func firstText(m *rewrite.Message, resource json.Value, t filter.Target) string {
	if t.Where != nil {
		for text := range part.Texts(m, resource, t) {
			return text
		}
		return ""
	}
	value := resource.Get(t.Path.Schema, t.Path.Name, t.Path.Sub)
	switch value.Kind() {
	case '"':
		return json.Decode(value.Text())
	case 0, 'n', '{', '[':
		return ""
	}
	return value.Text()
}
