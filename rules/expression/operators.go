package expression

import (
	"cmp"
	"strings"
)

// operators are those that take one sort of operands.
var operators = map[string]function{
	"+":          ofTexts(concat),
	"??":         {[]sort{aText, aText}, false, fallback},
	"contains":   ofTwo(strings.Contains),
	"startsWith": ofTwo(strings.HasPrefix),
	"endsWith":   ofTwo(strings.HasSuffix),
	"and":        {[]sort{aTruth, aTruth}, false, both},
	"&&":         {[]sort{aTruth, aTruth}, false, both},
	"or":         {[]sort{aTruth, aTruth}, false, anyOf},
	"||":         {[]sort{aTruth, aTruth}, false, anyOf},
}

// prefixes are the operators in front of one operand.
var prefixes = map[string]function{
	"not": {[]sort{aTruth}, false, not},
	"!":   {[]sort{aTruth}, false, not},
	"+":   {[]sort{aNumber}, false, func(args []term) term { return args[0] }},
	"-": {[]sort{aNumber}, false, func(args []term) term {
		return numberTerm(with(args[0].number, func(n int) (int, error) { return -n, nil }))
	}},
}

func ofTwo(f func(s, t string) bool) function {
	return function{[]sort{aText, aText}, false, func(args []term) term {
		return truthTerm(withBoth(args[0].text, args[1].text, func(s, t string) (bool, error) { return f(s, t), nil }))
	}}
}

func not(args []term) term {
	return truthTerm(with(args[0].truth, func(is bool) (bool, error) { return !is, nil }))
}

// both works the second out only where the first is true.
func both(args []term) term {
	return truthTerm(either(args[0].truth, args[1].truth, always(false)))
}

// anyOf works the second out only where the first is false.
func anyOf(args []term) term {
	return truthTerm(either(args[0].truth, always(true), args[1].truth))
}

// equal tells whether two terms of one sort are the same.
func equal(a, b term) of[bool] {
	switch a.sort {
	case aText:
		return same(a.text, b.text)
	case aNumber:
		return same(a.number, b.number)
	}
	return same(a.truth, b.truth)
}

func same[T comparable](a, b of[T]) of[bool] {
	return withBoth(a, b, func(v, w T) (bool, error) { return v == w, nil })
}

// ordered tells whether two terms of one sort are in an order.
func ordered(operator string, a, b term) of[bool] {
	if a.sort == aText {
		return inOrder(operator, a.text, b.text)
	}
	return inOrder(operator, a.number, b.number)
}

func inOrder[T cmp.Ordered](operator string, a, b of[T]) of[bool] {
	f := func(v, w T) (bool, error) { return v >= w, nil }
	switch operator {
	case "<":
		f = func(v, w T) (bool, error) { return v < w, nil }
	case "<=":
		f = func(v, w T) (bool, error) { return v <= w, nil }
	case ">":
		f = func(v, w T) (bool, error) { return v > w, nil }
	}
	return withBoth(a, b, f)
}

// among tells whether a term is in a list of terms of its sort.
func among(a term, list []term) of[bool] {
	switch a.sort {
	case aText:
		return isIn(a.text, list, func(t term) of[string] { return t.text })
	case aNumber:
		return isIn(a.number, list, func(t term) of[int] { return t.number })
	}
	return isIn(a.truth, list, func(t term) of[bool] { return t.truth })
}

// isIn works all elements out.
func isIn[T comparable](a of[T], list []term, take func(term) of[T]) of[bool] {
	elements := make([]of[T], len(list))
	for i, t := range list {
		elements[i] = take(t)
	}
	return func(in frame) (found bool, err error) {
		v, err := a(in)
		if err != nil {
			return false, err
		}
		for _, element := range elements {
			w, err := element(in)
			if err != nil {
				return false, err
			}
			found = found || v == w
		}
		return found, nil
	}
}
