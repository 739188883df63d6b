// Package expression has what rules make of texts: expressions, which compute a text, or
// true or false, of one value or of a resource, and replacements by regular expressions.
// A [Transform] is either, and changes one text; an [Expression] is about a resource.
// Both are bounded in time and memory, do not change any more, and serve any number of
// goroutines at once. Their errors do not repeat the values.
package expression

import (
	"errors"
	"reflect"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

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
	// maxNodes bounds the parts that an expression is made of.
	maxNodes = 300
	// maxText is the length of the longest text that an expression makes of
	// shorter ones, in bytes.
	maxText = 64 << 10
	// maxMemory bounds the lists in an expression, in elements.
	maxMemory = 10_000
)

// An Expression computes a text, or true or false, from one value or from a
// resource. It is written in the language of github.com/expr-lang/expr, of
// which only what is bounded is left: no loops, no lists made on the way, no
// time, no input or output. It does not change any more, and any number of
// goroutines may use it at once.
type Expression struct {
	program *vm.Program
	Reads   []filter.Target // the attributes that it names; their texts are its slots
}

// valueVariables are what an expression about one value sees.
type valueVariables struct {
	Value string `expr:"value"`
}

// resourceVariables are what an expression about a resource sees: the texts of
// the attributes that it names. No name in an expression can be spelled so.
type resourceVariables struct {
	Slots []string `expr:"#attributes"`
}

// An expressionError is a fault in an expression.
type expressionError struct {
	at  int // offset in characters, or -1
	msg string
}

func (e *expressionError) Error() string { return e.msg }

// Col returns the column, for readers of files that hold expressions.
func (e *expressionError) Col() int { return e.at + 1 }

// Read reads an expression that makes a text, or with the kind
// reflect.Bool true or false, of a resource.
func Read(b *kind.Build, n *tree.Node, kind reflect.Kind) *Expression {
	names := &expressionNames{scope: b.Scope()}
	e := tree.Parse(n, func(source string) (*Expression, error) {
		return compileExpression(source, resourceVariables{}, kind, names)
	})
	for _, m := range names.named {
		b.MentionAt(n.PosAt(m.at), m.path)
	}
	return e
}

func compileExpression(source string, env any, kind reflect.Kind, names *expressionNames) (*Expression, error) {
	if len(source) > maxExpression {
		return nil, &expressionError{-1, "this expression is too long"}
	}
	options := append([]expr.Option{
		expr.Env(env), expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes),
		expr.AsKind(kind), expr.WarnOnAny(), expr.Patch(names),
	}, expressionFunctions...)
	program, err := expr.Compile(source, options...)
	if names.err != nil {
		return nil, names.err
	}
	if err != nil {
		return nil, expressionFault(err)
	}
	return &Expression{program: program, Reads: names.reads}, nil
}

// expressionFault returns an error of the expression's reader as a sentence of
// ours, which does not repeat a text of the expression.
func expressionFault(err error) error {
	at, msg := -1, err.Error()
	var f *file.Error
	if errors.As(err, &f) {
		at, msg = f.From, f.Message
	}
	if head, _, ok := strings.Cut(msg, "String("); ok {
		msg = head + "string"
	}
	return &expressionError{at, strings.ReplaceAll(msg, "interface {}", "a value of any type")}
}

// ofValue returns what the expression makes of a value. Its error is a sentence
// without the value.
func (e *Expression) ofValue(value string) (string, error) {
	out, err := e.run(valueVariables{value})
	text, _ := out.(string)
	return text, err
}

// OfResource returns what the expression makes of a resource: a text, or true
// or false. Its error is a sentence without any value.
func (e *Expression) OfResource(m *rewrite.Message, resource json.Value) (any, error) {
	slots := make([]string, len(e.Reads))
	for i, t := range e.Reads {
		slots[i] = firstText(m, resource, t)
	}
	return e.OfTexts(slots)
}

// OfTexts returns what the expression makes of the texts of the attributes that it
// reads, in the order of its reads.
func (e *Expression) OfTexts(texts []string) (any, error) { return e.run(resourceVariables{texts}) }

// run works an expression out.
func (e *Expression) run(env any) (any, error) {
	machine := vm.VM{MemoryBudget: maxMemory}
	out, err := machine.Run(e.program, env)
	if err == nil {
		return out, nil
	}
	var f functionError
	if errors.As(err, &f) {
		return nil, f
	}
	return nil, functionError("the expression cannot be worked out for this value")
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
