package expression

import "slices"

// operand reads what stands between operators, with those in front of it.
func (p *parser) operand() *node {
	t := p.tokens[p.next]
	if level, ok := operandLevels[t.text]; ok && t.is(t.text) {
		p.take()
		return p.made(&node{kind: prefixNode, at: t.at, text: t.text, args: []*node{p.expression(level)}}, 1)
	}
	switch {
	case t.is("("):
		p.take()
		n := p.expression(0)
		p.expect(")")
		return p.behind(n)
	case t.is("["):
		return p.behind(p.list())
	case t.is("{"), t.is("let"), t.is("nil"):
		return p.fail(t.at, notAllowed)
	case t.kind == numberToken:
		return p.number()
	case t.kind == textToken:
		p.take()
		return p.behind(p.made(&node{kind: textNode, at: t.at, text: t.text}, 1))
	case t.is("true"), t.is("false"):
		p.take()
		n := &node{kind: truthNode, at: t.at}
		if t.text == "true" {
			n.number = 1
		}
		return p.made(n, 1)
	case t.kind == wordToken && !slices.Contains(keywords, t.text):
		p.take()
		return p.behind(p.name(t))
	}
	return p.unexpected("a text, a name or a function")
}

// name reads what a name is: a function, if parentheses follow, or an attribute or the value.
func (p *parser) name(t token) *node {
	if p.at("(") {
		return p.call(t)
	}
	return p.made(&node{kind: nameNode, at: t.at, text: t.text}, 1)
}

// call reads the arguments of a function, of which some may be known already.
func (p *parser) call(name token, args ...*node) *node {
	p.expect("(")
	args = append(args, p.items(")")...)
	return p.made(&node{kind: callNode, at: name.at, text: name.text, args: args}, 2)
}

// list reads a list in brackets.
func (p *parser) list() *node {
	at := p.take().at
	return p.made(&node{kind: listNode, at: at, args: p.items("]")}, 1)
}

// items reads expressions up to a closing sign. A comma may follow the last.
func (p *parser) items(end string) (list []*node) {
	for p.fault == nil && !p.accept(end) {
		list = append(list, p.expression(0))
		if !p.at(end) && !p.accept(",") {
			p.unexpected(", or " + end)
		}
	}
	return list
}

// number reads a whole number.
func (p *parser) number() *node {
	t := p.take()
	if p.at(".") || p.at("..") {
		return p.fail(t.at, notAllowed)
	}
	n, err := numberOf(t)
	if err != nil {
		return p.fail(t.at, "%v", err)
	}
	return p.made(&node{kind: numberNode, at: t.at, number: n}, 1)
}

// behind reads the dot of an attribute name, and refuses what takes parts of values.
func (p *parser) behind(n *node) *node {
	for {
		switch t := p.tokens[p.next]; {
		case t.is("."), t.is("?."):
			n = p.sub(n)
		case t.is("["):
			return p.brackets()
		case t.is("(") && n.kind == pathNode:
			return p.fail(n.at, "unknown function")
		default:
			return n
		}
	}
}

// sub reads the dot and the name behind it.
func (p *parser) sub(n *node) *node {
	parts := 2
	if p.take().text == "?." {
		parts = 3
	}
	t := p.tokens[p.next]
	switch {
	case t.kind != wordToken:
		return p.unexpected("the name of a sub-attribute")
	case n.kind != nameNode:
		return p.fail(t.at, onlyInName)
	}
	p.take()
	return p.made(&node{kind: pathNode, at: n.at, dot: t.at, text: n.text + "." + t.text}, parts)
}

// brackets refuses an element or a part of a value.
func (p *parser) brackets() *node {
	at := p.take().at
	if !p.at(":") {
		p.expression(0)
	}
	if p.at(":") {
		return p.fail(at, notAllowed)
	}
	return p.fail(at, onlyInName)
}
