package expression

import (
	"errors"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"scimshim/rewrite/filter"
)

// An oracle is an expression as github.com/expr-lang/expr reads and works it out, whose language
// this package's is: the tests compare the two.
type oracle struct {
	program *vm.Program
	reads   []filter.Target
	scope   *filter.Scope
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

// oracleOf compiles an expression about a value, or with a scope about a resource. Only an
// optimized one is what the program once used; another works out operands of and and or that
// need not be looked at, and so has errors that the optimized one has not.
func oracleOf(source string, scope *filter.Scope, wanted sort, optimize bool) (*oracle, error) {
	if len(source) > maxExpression {
		return nil, faultAt(-1, "this expression is too long")
	}
	kind := reflect.String
	if wanted == aTruth {
		kind = reflect.Bool
	}
	var env any = valueVariables{}
	if scope != nil {
		env = resourceVariables{}
	}
	names := &oracleNames{scope: scope}
	options := append([]expr.Option{
		expr.Env(env), expr.DisableAllBuiltins(), expr.MaxNodes(maxNodes),
		expr.AsKind(kind), expr.WarnOnAny(), expr.Patch(names), expr.Optimize(optimize),
	}, oracleFunctions...)
	program, err := expr.Compile(source, options...)
	if names.err != nil {
		return nil, names.err
	}
	if err != nil {
		var f *file.Error
		if errors.As(err, &f) {
			return nil, faultAt(f.From, "%s", f.Message)
		}
		return nil, err
	}
	return &oracle{program, names.reads, scope}, nil
}

// of works an expression out.
func (o *oracle) of(in frame) (any, error) {
	if o.scope == nil {
		return o.run(valueVariables{in.value})
	}
	return o.run(resourceVariables{in.texts})
}

func (o *oracle) run(env any) (any, error) {
	machine := vm.VM{MemoryBudget: 10_000}
	out, err := machine.Run(o.program, env)
	if err == nil {
		return out, nil
	}
	var f functionError
	if errors.As(err, &f) {
		return nil, f
	}
	return nil, functionError("the expression cannot be worked out for this value")
}

var oracleFunctions = []expr.Option{
	oracleOfText("lower", strings.ToLower),
	oracleOfText("upper", strings.ToUpper),
	oracleOfText("trim", strings.TrimSpace),
	oracleOfText("digits", onlyDigits),
	oracleOfText("local", func(s string) string { local, _ := splitAddress(s); return local }),
	oracleOfText("domain", func(s string) string { _, domain := splitAddress(s); return domain }),
	oracleOfText("guest", repairGuest),
	oracleOfTexts("before", func(s, sep string) string { head, _, _ := strings.Cut(s, sep); return head }),
	oracleOfTexts("after", func(s, sep string) string { _, tail, _ := strings.Cut(s, sep); return tail }),
	expr.Function("len", func(p ...any) (any, error) { return utf8.RuneCountInString(p[0].(string)), nil },
		new(func(string) int)),
	expr.Function("cut", func(p ...any) (any, error) { return cutText(p[0].(string), p[1].(int)) },
		new(func(string, int) string)),
	expr.Function("fallback", oracleFallback, new(func(string, ...string) string)),
	expr.Function("coalesce", oracleFallback, new(func(string, ...string) string)),
	expr.Function(concatName, oracleConcat, new(func(string, string) string)),
	expr.Function("replace", func(p ...any) (any, error) {
		text, _, err := p[1].(*replacement).apply(p[0].(string))
		return text, err
	}, new(func(string, *replacement) string)),
}

// concatName is the function that + stands for. No name in an expression can be
// spelled so.
const concatName = "+"

func oracleOfText(name string, f func(string) string) expr.Option {
	return expr.Function(name, func(p ...any) (any, error) { return f(p[0].(string)), nil },
		new(func(string) string))
}

func oracleOfTexts(name string, f func(s, t string) string) expr.Option {
	return expr.Function(name, func(p ...any) (any, error) { return f(p[0].(string), p[1].(string)), nil },
		new(func(string, string) string))
}

func oracleConcat(p ...any) (any, error) {
	a, b := p[0].(string), p[1].(string)
	if len(a)+len(b) > maxText {
		return "", errTooLong
	}
	return a + b, nil
}

func oracleFallback(p ...any) (any, error) {
	for _, text := range p {
		if text != "" {
			return text, nil
		}
	}
	return "", nil
}
