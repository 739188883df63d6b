package filter

// String returns e as RFC 7644 writes it.
func String(e Expr) string { return string(e.Append(make([]byte, 0, 128))) }

// AppendStrict appends Strict(e), of the usual Select without making the tree.
func AppendStrict(dst []byte, e Expr) []byte {
	s, ok := e.(*Select)
	if !ok {
		return Strict(e).Append(dst)
	}
	if _, ok := s.Where.(Const); ok {
		return s.Has().Append(dst)
	}
	dst = append(s.Path.Append(dst), '[')
	dst = append(appendTerm(dst, s.Where), " and "...)
	dst = append(dst, s.sub()...)
	return append(appendComparison(dst, s.Op, s.Value), ']')
}

// Append appends path op value, or path pr.
func (c *Compare) Append(dst []byte) []byte {
	return appendComparison(c.Path.Append(dst), c.Op, c.Value)
}

// Append appends path[where].
func (h *Has) Append(dst []byte) []byte {
	return appendBrackets(h.Path.Append(dst), h.Where)
}

// Append appends path[where].sub op value, which is no filter of RFC 7644 and is
// read with ElementCompare only.
func (s *Select) Append(dst []byte) []byte {
	dst = appendBrackets(s.Path.Append(dst), s.Where)
	if s.Sub != "" {
		dst = append(append(dst, '.'), s.Sub...)
	}
	return appendComparison(dst, s.Op, s.Value)
}

// Append appends not (x).
func (n *Not) Append(dst []byte) []byte {
	dst = n.X.Append(append(dst, "not ("...))
	return append(dst, ')')
}

// Append appends the list, joined by and, with each Or in parentheses.
func (a *And) Append(dst []byte) []byte {
	for i, e := range a.List {
		if i > 0 {
			dst = append(dst, " and "...)
		}
		dst = appendTerm(dst, e)
	}
	return dst
}

// appendTerm appends a term of an And.
func appendTerm(dst []byte, e Expr) []byte {
	if _, isOr := e.(*Or); isOr {
		return append(e.Append(append(dst, '(')), ')')
	}
	return e.Append(dst)
}

// Append appends the list, joined by or.
func (o *Or) Append(dst []byte) []byte {
	for i, e := range o.List {
		if i > 0 {
			dst = append(dst, " or "...)
		}
		dst = e.Append(dst)
	}
	return dst
}

// Append appends true or false, which is no filter.
func (c Const) Append(dst []byte) []byte {
	if c {
		return append(dst, "true"...)
	}
	return append(dst, "false"...)
}

// Append appends the path as it was written.
func (p Path) Append(dst []byte) []byte {
	if p.Schema != "" {
		dst = append(append(dst, p.Schema...), ':')
	}
	dst = append(dst, p.Name...)
	if p.Sub != "" {
		dst = append(append(dst, '.'), p.Sub...)
	}
	return dst
}

// String returns the path as it was written.
func (p Path) String() string { return string(p.Append(nil)) }

// Append appends the target as RFC 7644 writes it.
func (t Target) Append(dst []byte) []byte {
	dst = t.Path.Append(dst)
	if t.Where == nil {
		return dst
	}
	dst = appendBrackets(dst, t.Where)
	if t.Sub != "" {
		dst = append(append(dst, '.'), t.Sub...)
	}
	return dst
}

// String returns the target as RFC 7644 writes it.
func (t Target) String() string { return string(t.Append(nil)) }

func appendBrackets(dst []byte, where Expr) []byte {
	return append(where.Append(append(dst, '[')), ']')
}

func appendComparison(dst []byte, op Op, value Literal) []byte {
	dst = append(append(dst, ' '), op...)
	if op != Pr {
		dst = append(append(dst, ' '), value...)
	}
	return dst
}
