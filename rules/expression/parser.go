package expression

import "slices"

const (
	// maxNodes bounds the parts that an expression is made of: its texts, numbers, names and
	// operators; a call is two.
	maxNodes = 300
	// maxDepth bounds how deep they stand in each other, with parentheses, which are no parts.
	maxDepth = 300
)

// A parser makes nodes of the tokens of an expression. After a fault it is at the end.
type parser struct {
	tokens []token
	next   int
	nodes  int
	depth  int
	fault  error // the first
}

// parse returns the root of an expression.
func parse(source string) (*node, error) {
	tokens, err := tokensOf(source)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	root := p.expression(0)
	switch t := p.tokens[p.next]; {
	case t.is(";"):
		p.fail(t.at, notAllowed)
	case t.kind != endToken:
		p.unexpected("an operator or the end of the expression")
	}
	return root, p.fault
}

// fail notes a fault, if it is the first.
func (p *parser) fail(at int, format string, args ...any) *node {
	if p.fault == nil {
		p.fault = faultAt(at, format, args...)
		p.next = len(p.tokens) - 1
	}
	return &node{}
}

func (p *parser) unexpected(expected string) *node {
	t := p.tokens[p.next]
	return p.fail(t.at, "expected %s, found %s", expected, t.describe())
}

func (p *parser) at(text string) bool { return p.tokens[p.next].is(text) }

// take returns the token that is next and passes over it, unless it is the end.
func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.kind != endToken {
		p.next++
	}
	return t
}

// accept passes over a sign or a word that is next, and reports whether it is.
func (p *parser) accept(text string) bool {
	is := p.at(text)
	if is {
		p.next++
	}
	return is
}

func (p *parser) expect(text string) {
	if !p.accept(text) {
		p.unexpected(text)
	}
}

// made counts a node, and what else it stands for.
func (p *parser) made(n *node, parts int) *node {
	if p.nodes += parts; p.nodes > maxNodes {
		return p.fail(n.at, "this expression has too many parts")
	}
	return n
}

// expression reads what is held together by operators that bind as strongly as level or more;
// at the level 0 an expression.
func (p *parser) expression(level int) *node {
	p.depth++
	defer func() { p.depth-- }()
	switch {
	case p.depth > maxDepth:
		return p.fail(p.tokens[p.next].at, "this is nested too deeply")
	case level == 0 && p.at("if"):
		return p.branches()
	}
	n := p.operators(p.operand(), level)
	for level == 0 && p.at("?") {
		n = p.choice(n)
	}
	return n
}

// operators reads the operators and operands behind an operand.
func (p *parser) operators(left *node, level int) *node {
	for last := ""; ; {
		t, negated := p.operator()
		binds, known := levels[t.text]
		switch {
		case !known && slices.Contains(strangers, t.text):
			return p.fail(t.at, "unknown operator; expected one of %s", knownOperators)
		case !known || binds < level:
			return left
		case last == "??" && t.text != "??" && t.text != "|":
			return p.fail(t.at, "?? and %s are not mixed; put one of them in parentheses", t.text)
		case slices.Contains(orders, last) && slices.Contains(orders, t.text):
			return p.fail(t.at, "comparisons are not chained; join two with and")
		}
		last = t.text
		if negated {
			p.take()
		}
		p.take()
		left = p.operation(left, t, negated)
	}
}

// operator returns the operator that is next, if one is, and whether not stands in front of it.
func (p *parser) operator() (t token, negated bool) {
	t = p.tokens[p.next]
	if t.is("not") {
		if t = p.tokens[p.next+1]; slices.ContainsFunc(negatable, t.is) {
			return t, true
		}
	}
	if t.kind == wordToken || t.kind == signToken {
		return t, false
	}
	return token{}, false
}

// operation reads what stands behind an operator.
func (p *parser) operation(left *node, t token, negated bool) *node {
	if t.text == "|" {
		name := p.tokens[p.next]
		if name.kind != wordToken || slices.Contains(keywords, name.text) {
			return p.unexpected("a function")
		}
		p.take()
		return p.call(name, left)
	}
	right := p.expression(levels[t.text] + 1)
	n := p.made(&node{kind: operatorNode, at: t.at, text: t.text, args: []*node{left, right}}, 1)
	if negated {
		n = p.made(&node{kind: prefixNode, at: t.at, text: "not", args: []*node{n}}, 1)
	}
	return n
}

// choice reads ? and the two outcomes of a condition.
func (p *parser) choice(condition *node) *node {
	at := p.take().at
	if p.at(":") {
		return p.unexpected("a value between ? and :")
	}
	yes := p.expression(0)
	p.expect(":")
	no := p.expression(0)
	return p.made(&node{kind: choiceNode, at: at, args: []*node{condition, yes, no}}, 1)
}

// branches reads if, with its two outcomes.
func (p *parser) branches() *node {
	n := &node{kind: choiceNode, at: p.take().at}
	n.args = []*node{p.expression(0), p.braces(), nil}
	p.expect("else")
	if p.at("if") {
		n.args[2] = p.expression(0)
	} else {
		n.args[2] = p.braces()
	}
	return n
}

func (p *parser) braces() *node {
	p.expect("{")
	n := p.expression(0)
	if t := p.tokens[p.next]; t.is(";") {
		p.fail(t.at, notAllowed)
	}
	p.expect("}")
	return n
}
