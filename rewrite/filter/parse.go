package filter

// What a filter or a path may be at most. Beyond it, reading fails with a
// SyntaxError, so that no client's input costs more than a known time.
const (
	MaxLen   = 8192 // bytes
	MaxDepth = 32   // parentheses and brackets inside one another
	MaxTerms = 256  // comparisons
)

// Parse reads a filter as RFC 7644 has it. Its error is a *SyntaxError.
func Parse(s string) (Expr, error) {
	e, _, err := ParseLenient(s, 0)
	return e, err
}

// ParseLenient reads a filter of RFC 7644 and the forms in allow. It returns
// which of them s needed; none if Parse reads s. Its error is a *SyntaxError.
func ParseLenient(s string, allow Lenience) (e Expr, used Lenience, err error) {
	return (*Nodes)(nil).Parse(s, allow)
}

// Parse is ParseLenient with the tree in n.
func (n *Nodes) Parse(s string, allow Lenience) (e Expr, used Lenience, err error) {
	p := parser{s: s, kind: "filter", allow: allow, open: noBrackets, nodes: n}
	if err = p.begin(); err != nil {
		return nil, 0, err
	}
	e, err = p.whole()
	n.gathered(p.list)
	if err != nil {
		return nil, 0, err
	}
	return e, p.used, nil
}

// ParseHoles reads a filter with holes in it: {name} for a literal, {name:attr}
// for an attribute path, {name:op} for an operator. It allows ElementCompare, too.
// A hole stands in the tree as it is written: see IsHole.
func ParseHoles(s string) (Expr, error) {
	p := parser{s: s, kind: "filter", allow: ElementCompare, holes: true, open: noBrackets}
	if err := p.begin(); err != nil {
		return nil, err
	}
	return p.whole()
}

// A parser reads one text from left to right. Each production below is one
// method, which begins at pos and leaves pos after what it read.
type parser struct {
	s           string
	pos         int
	kind        string // "filter" or "path", for errors
	allow, used Lenience
	holes       bool   // the text is a pattern
	plus        bool   // "+" stands for the space
	inside      bool   // pos is between brackets
	typed       string // the middle one of three names that were read, until it is used
	depth       int
	terms       int
	nodes       *Nodes // where the tree is made; nil for the heap
	list        []Expr // the terms that are not in a list yet, the inner ones last

	open      uint64 // the brackets around pos
	widened   int    // how many or and not were read
	widenedAt int    // where the last of them stands
	spots     int    // how many, of which these are the first
	first     [2]spot
	more      []spot
}

// begin refuses a text that is too long, and finds out what its spaces are.
func (p *parser) begin() error {
	if len(p.s) > MaxLen {
		return p.errorAt(0, "too long; expected at most %d bytes", MaxLen)
	}
	p.plus = p.allow&PlusSpace != 0 && plusIsFirst(p.s)
	return nil
}

// filter = or
func (p *parser) whole() (Expr, error) {
	if err := p.noBlank("an attribute"); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	return e, p.finish("and, or, or the end of the filter")
}

// or = and *( SP "or" SP and )
func (p *parser) or() (Expr, error) {
	e, err := p.and()
	if err != nil || !p.isNextWord("or") {
		return e, err
	}
	from := p.gather(e)
	for p.isNextWord("or") {
		p.widen(p.skipBlank(p.pos))
		if err := p.keyword("or"); err != nil {
			return nil, err
		}
		if e, err = p.and(); err != nil {
			return nil, err
		}
		p.list = append(p.list, e)
	}
	e = p.nodes.AnyOf(p.list[from:])
	p.list = p.list[:from]
	return e, nil
}

// gather begins a list of terms with e, at the index that it returns.
func (p *parser) gather(e Expr) (from int) {
	if p.list == nil {
		p.list = p.nodes.gather()
	}
	p.list = append(p.list, e)
	return len(p.list) - 1
}

// and = term *( SP "and" SP term )
func (p *parser) and() (Expr, error) {
	start := p.pos
	e, err := p.term()
	if err != nil || !p.isNextWord("and") {
		return e, err
	}
	from := p.gather(e)
	for p.isNextWord("and") {
		if err := p.keyword("and"); err != nil {
			return nil, err
		}
		if e, err = p.term(); err != nil {
			return nil, err
		}
		p.list = append(p.list, e)
	}
	if p.contradicts(p.list[from:]) {
		return nil, p.ambiguous(start, "two values of one attribute, or one value whose quotes are not escaped")
	}
	e = p.nodes.AllOf(p.list[from:])
	p.list = p.list[:from]
	return e, nil
}

// term = [ "not" [ SP ] ] "(" or ")" / attrExp / valuePath
func (p *parser) term() (Expr, error) {
	isNot := isWordAt(p.s, p.pos, "not")
	switch {
	case p.at('('):
		return p.group()
	case isNot && p.isNextAt(p.pos+len("not"), '('):
		return p.not()
	case p.pos == len(p.s) || !isPathByte(p.s[p.pos]) && !(p.holes && p.at('{')):
		return nil, p.expected(p.pos, "an attribute, not, or '('")
	}
	path, err := p.path()
	if err != nil {
		return nil, err
	}
	if kind := p.typeTerm(); kind != nil {
		return p.typedExp(path, kind)
	}
	if p.isNext('[') {
		return p.valuePath(path)
	}
	if isNot && p.nextOperator() == "" {
		return nil, p.expected(p.skipBlank(p.pos), "'(' after not")
	}
	return p.attrExp(path)
}

// "not" [ SP ] "(" or ")"
func (p *parser) not() (Expr, error) {
	p.widen(p.pos)
	p.pos += len("not")
	if !p.at('(') {
		if err := p.gap("'('"); err != nil {
			return nil, err
		}
	}
	e, err := p.group()
	if err != nil {
		return nil, err
	}
	return p.nodes.Not(e), nil
}

// "(" or ")"
func (p *parser) group() (Expr, error) {
	return p.nested(')', "and, or, or ')'")
}

// "[" or "]"
func (p *parser) brackets() (Expr, error) {
	if err := p.noBlank("'['"); err != nil {
		return nil, err
	}
	if p.inside {
		return nil, p.errorAt(p.pos, "a value path inside another; expected an operator")
	}
	p.inside = true
	e, err := p.nested(']', "and, or, or ']'")
	p.inside = false
	return e, err
}

// nested reads what is between the bracket at the parser's position and the
// bracket end.
func (p *parser) nested(end byte, want string) (Expr, error) {
	if p.depth++; p.depth > MaxDepth {
		return nil, p.errorAt(p.pos, "brackets too deep; expected at most %d inside one another", MaxDepth)
	}
	p.pos++
	p.enter(end)
	if err := p.noBlank("an attribute"); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	p.leave()
	if !p.isNext(end) {
		return nil, p.expected(p.skipBlank(p.pos), want)
	}
	if err := p.noBlank(want); err != nil {
		return nil, err
	}
	p.depth--
	p.pos++
	return e, nil
}

// valuePath = attrPath "[" or "]", and what ElementCompare allows after it
func (p *parser) valuePath(path Path) (Expr, error) {
	where, err := p.brackets()
	if err != nil {
		return nil, err
	}
	isSub := p.isNext('.')
	if op := p.nextOperator(); !isSub && (op == "" || op == Pr) {
		return p.nodes.Has(Has{path, where}), nil
	}
	if !p.take(ElementCompare) {
		return nil, p.errorAt(p.skipBlank(p.pos), "RFC 7644 has no comparison after ']'; "+
			"expected and, or, or the end")
	}
	s := Select{Path: path, Where: where}
	if isSub {
		if s.Sub, err = p.subAttribute(); err != nil {
			return nil, err
		}
	}
	if s.Op, s.Value, err = p.comparison(); err != nil {
		return nil, err
	}
	return p.nodes.Select(s), nil
}

// typedExp is attrExp for what TypedPath allows, as what it means.
func (p *parser) typedExp(path Path, kind Expr) (Expr, error) {
	op, value, err := p.comparison()
	if err != nil {
		return nil, err
	}
	sub := Path{Name: path.Sub}
	path.Sub = ""
	return &Has{path, AllOf(kind, &Compare{sub, op, value})}, nil
}

// attrExp = attrPath SP "pr" / attrPath SP op SP literal
func (p *parser) attrExp(path Path) (Expr, error) {
	op, value, err := p.comparison()
	if err != nil {
		return nil, err
	}
	return p.nodes.Compare(Compare{path, op, value}), nil
}
