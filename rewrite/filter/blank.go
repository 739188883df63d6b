package filter

// at tells whether c stands at the parser's position.
func (p *parser) at(c byte) bool { return p.pos < len(p.s) && p.s[p.pos] == c }

// isNext tells whether c is next, after any white space.
func (p *parser) isNext(c byte) bool { return p.isNextAt(p.pos, c) }

func (p *parser) isNextAt(i int, c byte) bool {
	i = p.skipBlank(i)
	return i < len(p.s) && p.s[i] == c
}

// isNextWord tells whether the keyword word is next, after any white space.
func (p *parser) isNextWord(word string) bool {
	return isWordAt(p.s, p.skipBlank(p.pos), word)
}

// wordAt returns the operator or the unquoted literal that begins at i.
func (p *parser) wordAt(i int) string {
	end := i
	for end < len(p.s) && !endsWord(p.s[end]) && !(p.plus && p.s[end] == '+') {
		end++
	}
	return p.s[i:end]
}

// skipBlank returns the offset after the white space at i. Where "+" stands
// for a space only one is skipped: the second of two may belong to a value.
func (p *parser) skipBlank(i int) int {
	if p.plus {
		if i < len(p.s) && p.s[i] == '+' {
			i++
		}
		return i
	}
	for i < len(p.s) && isBlank(p.s[i]) {
		i++
	}
	return i
}

// plusIsFirst tells whether the first space of s is a "+". No name of an
// attribute holds one, so it is the space of a query that was encoded twice.
func plusIsFirst(s string) bool {
	i := 0
	for i < len(s) && s[i] != '+' && s[i] != '"' && !isBlank(s[i]) {
		i++
	}
	return i < len(s) && s[i] == '+'
}

// gap reads the one space that separates two tokens, the second being want.
func (p *parser) gap(want string) error {
	if i := p.pos + 1; !p.plus && i < len(p.s) && p.s[i-1] == ' ' && !isBlank(p.s[i]) {
		p.pos = i
		return nil
	}
	end := p.skipBlank(p.pos)
	switch {
	case end == p.pos+1 && (p.plus || p.at(' ')):
	case end < len(p.s) && p.take(Spacing):
	case end == p.pos || end == len(p.s):
		return p.expected(end, "a space and "+want)
	default:
		return p.errorAt(p.pos, "expected one space, found other white space")
	}
	p.skipTo(end)
	return nil
}

// noBlank reads white space where none belongs, before want.
func (p *parser) noBlank(want string) error {
	end := p.skipBlank(p.pos)
	if end > p.pos && !p.take(Spacing) {
		return p.expected(p.pos, want)
	}
	p.skipTo(end)
	return nil
}

// skipTo sets the position to end, after white space.
func (p *parser) skipTo(end int) {
	if p.plus && end > p.pos {
		p.used |= PlusSpace
	}
	p.pos = end
}

// keyword reads the keyword word, which is next, and the spaces around it.
func (p *parser) keyword(word string) error {
	if err := p.gap(word); err != nil {
		return err
	}
	p.pos += len(word)
	return p.gap("an attribute, not, or '('")
}

// finish tells whether the text ends here; want is what else could stand here.
func (p *parser) finish(want string) error {
	if end := p.skipBlank(p.pos); end < len(p.s) {
		return p.expected(end, want)
	}
	return p.noBlank(want)
}
