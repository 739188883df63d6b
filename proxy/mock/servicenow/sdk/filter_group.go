package sdk

import "strings"

func (p *filterParser) pop() *Filter {
	last := len(p.output) - 1
	f := p.output[last]
	p.output = p.output[:last]
	return f
}

// foldAnds combines the ands that wait, which bind tighter than the or that comes.
func (p *filterParser) foldAnds() {
	count := 0
	for i := len(p.pending) - 1; i >= 0 && strings.EqualFold(p.pending[i], "and"); i-- {
		count++
	}
	p.pending = p.pending[:len(p.pending)-count]
	if count > 0 && count < len(p.output) {
		p.combine("and", count+1)
	}
}

// combine makes one filter of the last n.
func (p *filterParser) combine(op string, n int) {
	from := len(p.output) - n
	parts := append([]*Filter(nil), p.output[from:]...)
	p.output = append(p.output[:from], &Filter{Op: strings.ToLower(op), Parts: parts})
}

func (p *filterParser) closeParenthesis() error {
	position := p.mark
	open, err := p.closeGroup()
	switch {
	case err != nil:
		return err
	case open == "":
		return BadFilter("No opening parenthesis matching closing parenthesis at position %d", position)
	case open == "not":
		p.output = append(p.output, &Filter{Op: "not", Parts: []*Filter{p.pop()}})
	}
	return nil
}

// closeGroup combines what was read since the last open group and returns what opened it, "" at the start
// of the filter. Operators of one spelling make one combination: "AND" and "and" do not, in the library
// either.
func (p *filterParser) closeGroup() (open string, err error) {
	run, count := "", 0
	for len(p.pending) > 0 {
		operator := p.pending[len(p.pending)-1]
		p.pending = p.pending[:len(p.pending)-1]
		if operator == "(" || operator == "not" {
			open = operator
			break
		}
		if count > 0 && operator != run {
			if count >= len(p.output) {
				return "", errFilterEnd
			}
			p.combine(run, count+1)
			count = 0
		}
		run = operator
		count++
	}
	if count >= len(p.output) && count > 0 {
		return "", errFilterEnd
	}
	if count > 0 {
		p.combine(run, count+1)
	}
	return open, nil
}
