package expression

// matches reads value matches "regular expression".
func (r *reader) matches(n *node) (term, error) {
	pattern := n.args[1]
	if pattern.kind != textNode {
		return term{}, faultAt(n.at, "expected a quoted regular expression after matches")
	}
	re, err := compileRegexp(pattern.text, true)
	if err != nil {
		return term{}, faultAt(pattern.at, "%v", err)
	}
	return r.apply(n, function{[]sort{aText}, false, func(args []term) term {
		return truthTerm(with(args[0].text, func(s string) (bool, error) { return re.MatchString(s), nil }))
	}}, n.args[:1])
}

// replace reads replace(value, "regular expression", "$1").
func (r *reader) replace(n *node) (term, error) {
	if len(n.args) != 3 {
		return term{}, faultAt(n.at, "replace takes a text, a regular expression and a replacement")
	}
	match, with := n.args[1], n.args[2]
	if match.kind != textNode || with.kind != textNode {
		return term{}, faultAt(n.at, "replace takes a quoted regular expression and a quoted replacement")
	}
	made, badMatch, badWith := newReplacement(match.text, with.text, true)
	if badMatch != nil {
		return term{}, faultAt(match.at, "%v", badMatch)
	}
	if badWith != nil {
		return term{}, faultAt(with.at, "%v", badWith)
	}
	return r.apply(n, function{[]sort{aText}, false, made.term}, n.args[:1])
}

// term is what becomes of the only argument.
func (r *replacement) term(args []term) term {
	return textTerm(with(args[0].text, func(s string) (string, error) {
		text, _, err := r.apply(s)
		return text, err
	}))
}
