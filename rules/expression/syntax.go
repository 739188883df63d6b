package expression

// A nodeKind is a form of the language.
type nodeKind byte

const (
	textNode nodeKind = iota
	numberNode
	truthNode
	nameNode
	pathNode     // name.givenName
	callNode     // of the function text
	operatorNode // text, with two operands
	prefixNode   // text, with one operand
	choiceNode   // a condition and two outcomes
	listNode
)

// A node is a part of an expression as it is written. Parentheses leave nothing behind.
type node struct {
	kind   nodeKind
	at     int // offset in characters
	dot    int // of a path where what follows the dot is
	text   string
	number int // of true 1
	args   []*node
}

// levels are the operators between two operands, and how strongly they bind.
var levels = map[string]int{
	"|":  0,
	"or": 10, "||": 10,
	"and": 15, "&&": 15,
	"==": 20, "!=": 20, "<": 20, "<=": 20, ">": 20, ">=": 20,
	"in": 20, "matches": 20, "contains": 20, "startsWith": 20, "endsWith": 20,
	"+":  30,
	"??": 500,
}

// operandLevels are how strongly operators bind that stand in front.
var operandLevels = map[string]int{"not": 50, "!": 50, "-": 90, "+": 90}

// orders are the operators that ask which of two comes first.
var orders = []string{"<", "<=", ">", ">="}

// negatable are the operators that may have not in front of them.
var negatable = []string{"in", "matches", "contains", "startsWith", "endsWith"}

// strangers are the signs that look like operators between two operands and are none.
var strangers = []string{"-", "*", "/", "%", "^", "**", "..", "=", "&"}

// keywords are the words that are no names.
var keywords = []string{"and", "or", "not", "in", "matches", "contains", "startsWith", "endsWith",
	"if", "else", "let", "true", "false", "nil"}

const knownOperators = "+, ??, ==, !=, <, <=, >, >=, and, &&, or, ||, contains, startsWith, endsWith, matches, in"
