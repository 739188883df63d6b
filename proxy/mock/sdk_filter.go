package mock

import (
	"strings"
)

// sdkFilter is a parsed filter. op is a comparison operator, "pr", "has" (a value path), "and", "or" or
// "not", in lower case.
type sdkFilter struct {
	op    string
	path  sdkPath      // of comparisons, pr and has
	value any          // of comparisons
	parts []*sdkFilter // of and, or; the one part of not and has
}

const comparisons = "eq,ne,co,sw,ew,pr,gt,ge,lt,le"

// String prints the filter in the library's normal form: combinations in parentheses, operators in lower
// case.
func (f *sdkFilter) String() string {
	switch f.op {
	case "and", "or":
		parts := make([]string, len(f.parts))
		for i, part := range f.parts {
			parts[i] = part.String()
		}
		return "(" + strings.Join(parts, " "+f.op+" ") + ")"
	case "not":
		return "not (" + f.parts[0].String() + ")"
	case "has":
		return f.path.String() + "[" + f.parts[0].String() + "]"
	case "pr":
		return f.path.String() + " pr"
	}
	return f.path.String() + " " + f.op + " " + string(encode(f.value))
}

// parseSDKFilter reads a filter by the grammar of the UnboundID SCIM 2 SDK, on which ServiceNow's provider
// is built. It fails with an invalidFilter error in that library's words, except that Jackson's words on a
// bad value are cut short.
func parseSDKFilter(text string) (*sdkFilter, error) {
	return readFilter(newSDKReader(text), false)
}

// filterParser is the library's operator-precedence parser: filters on one stack, operators and open groups
// on another.
type filterParser struct {
	*sdkReader
	inValuePath bool
	output      []*sdkFilter
	pending     []string // "(", "not", and the operators as typed
	previous    string
}

var errFilterEnd = badFilter("Unexpected end of filter string")

func readFilter(r *sdkReader, inValuePath bool) (*sdkFilter, error) {
	p := &filterParser{sdkReader: r, inValuePath: inValuePath}
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
		return badFilter("Unexpected character '%s' at position %d", token, p.mark)
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
		return badFilter("Expected '(' at position %d", p.mark)
	}
	p.pending = append(p.pending, "not")
	return nil
}

func (p *filterParser) valuePath(token string) error {
	path, err := p.attribute(strings.TrimSuffix(token, "["))
	if err != nil {
		return err
	}
	inner, err := readFilter(p.sdkReader, true)
	if err != nil {
		return err
	}
	p.output = append(p.output, &sdkFilter{op: "has", path: path, parts: []*sdkFilter{inner}})
	return nil
}

// attribute reads the attribute path that a token is.
func (p *filterParser) attribute(token string) (sdkPath, error) {
	path, err := parseSDKPath(token)
	if err != nil {
		return path, badFilter("Invalid attribute path at position %d: %s", p.mark, err)
	}
	if path.isRoot() {
		return path, badFilter("Attribute path expected at position %d", p.mark)
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
	f := &sdkFilter{op: strings.ToLower(op), path: path}
	if f.op != "pr" {
		if f.value, err = p.value(); err != nil {
			return err
		}
		if len(f.op) != 2 || !strings.Contains(comparisons, f.op) {
			return badFilter("Unrecognized attribute operator '%s' at position %d. Expected: %s",
				op, p.mark, comparisons)
		}
	}
	p.output = append(p.output, f)
	return nil
}
