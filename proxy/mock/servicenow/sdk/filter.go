package sdk

import (
	"strings"

	"scimshim/proxy/mock/kit/ordered"
)

// Filter is a parsed filter. op is a comparison operator, "pr", "has" (a value path), "and", "or" or
// "not", in lower case.
type Filter struct {
	Op    string
	Path  Path      // of comparisons, pr and has
	Value any       // of comparisons
	Parts []*Filter // of and, or; the one part of not and has
}

const comparisons = "eq,ne,co,sw,ew,pr,gt,ge,lt,le"

// String prints the filter in the library's normal form: combinations in parentheses, operators in lower
// case.
func (f *Filter) String() string {
	switch f.Op {
	case "and", "or":
		parts := make([]string, len(f.Parts))
		for i, part := range f.Parts {
			parts[i] = part.String()
		}
		return "(" + strings.Join(parts, " "+f.Op+" ") + ")"
	case "not":
		return "not (" + f.Parts[0].String() + ")"
	case "has":
		return f.Path.String() + "[" + f.Parts[0].String() + "]"
	case "pr":
		return f.Path.String() + " pr"
	}
	return f.Path.String() + " " + f.Op + " " + string(ordered.Encode(f.Value))
}

// ParseFilter reads a filter by the grammar of the UnboundID SCIM 2 SDK, on which ServiceNow's provider
// is built. It fails with an invalidFilter error in that library's words, except that Jackson's words on a
// bad value are cut short.
func ParseFilter(text string) (*Filter, error) {
	return readFilter(newReader(text), false)
}

// filterParser is the library's operator-precedence parser: filters on one stack, operators and open groups
// on another.
type filterParser struct {
	*reader
	inValuePath bool
	output      []*Filter
	pending     []string // "(", "not", and the operators as typed
	previous    string
}

var errFilterEnd = BadFilter("Unexpected end of filter string")

func readFilter(r *reader, inValuePath bool) (*Filter, error) {
	p := &filterParser{reader: r, inValuePath: inValuePath}
	for {
		token, err := p.filterToken(inValuePath)
		if err != nil {
			return nil, err
		}
		if token == "" || token == "]" && inValuePath && !p.expectsTerm() {
			break
		}
		if err := p.take(token); err != nil {
			return nil, err
		}
		p.previous = token
	}
	open, err := p.closeGroup()
	if err != nil || open != "" || len(p.output) == 0 {
		return nil, errFilterEnd
	}
	return p.pop(), nil
}

// expectsTerm says whether a term must follow the previous token.
func (p *filterParser) expectsTerm() bool {
	switch strings.ToLower(p.previous) {
	case "", "(", "not", "and", "or":
		return true
	}
	return false
}

func (p *filterParser) take(token string) error {
	if p.expectsTerm() {
		return p.startTerm(token)
	}
	switch strings.ToLower(token) {
	case ")":
		return p.closeParenthesis()
	case "and":
		p.pending = append(p.pending, token)
	case "or":
		p.foldAnds()
		p.pending = append(p.pending, token)
	default:
		return BadFilter("Unexpected character '%s' at position %d", token, p.mark)
	}
	return nil
}

func (p *filterParser) startTerm(token string) error {
	switch {
	case token == "(":
		p.pending = append(p.pending, token)
		return nil
	case strings.EqualFold(token, "not"):
		return p.openNot()
	case strings.HasSuffix(token, "["):
		return p.valuePath(token)
	}
	return p.comparison(token)
}

func (p *filterParser) openNot() error {
	next, err := p.filterToken(p.inValuePath)
	switch {
	case err != nil:
		return err
	case next == "":
		return errFilterEnd
	case next != "(":
		return BadFilter("Expected '(' at position %d", p.mark)
	}
	p.pending = append(p.pending, "not")
	return nil
}

func (p *filterParser) valuePath(token string) error {
	path, err := p.attribute(strings.TrimSuffix(token, "["))
	if err != nil {
		return err
	}
	inner, err := readFilter(p.reader, true)
	if err != nil {
		return err
	}
	p.output = append(p.output, &Filter{Op: "has", Path: path, Parts: []*Filter{inner}})
	return nil
}

// attribute reads the attribute path that a token is.
func (p *filterParser) attribute(token string) (Path, error) {
	path, err := ParsePath(token)
	if err != nil {
		return path, BadFilter("Invalid attribute path at position %d: %s", p.mark, err)
	}
	if path.IsRoot() {
		return path, BadFilter("Attribute path expected at position %d", p.mark)
	}
	return path, nil
}

// comparison reads operator and value. The value is read before the operator is judged, as in the library.
func (p *filterParser) comparison(token string) error {
	path, err := p.attribute(token)
	if err != nil {
		return err
	}
	op, err := p.filterToken(p.inValuePath)
	if err != nil {
		return err
	}
	if op == "" {
		return errFilterEnd
	}
	f := &Filter{Op: strings.ToLower(op), Path: path}
	if f.Op != "pr" {
		if f.Value, err = p.value(); err != nil {
			return err
		}
		if len(f.Op) != 2 || !strings.Contains(comparisons, f.Op) {
			return BadFilter("Unrecognized attribute operator '%s' at position %d. Expected: %s",
				op, p.mark, comparisons)
		}
	}
	p.output = append(p.output, f)
	return nil
}
