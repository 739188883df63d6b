package filter

import "fmt"

// Senseless returns why a filter has a comparison that no value of its attribute can
// satisfy or miss, or "": an order of booleans (RFC 7644, section 3.4.2.2, has a
// service refuse it), a part of what is no text, a date that is none. It holds no
// value of the filter.
func Senseless(e Expr, s *Scope) (why string) {
	judge := func(of Path, c *Compare) {
		if a, known := s.Find(of, c.Path); known && why == "" {
			why = senseless(a, c)
		}
	}
	Walk(e, func(x Expr) {
		switch x := x.(type) {
		case *Compare:
			judge(Path{}, x)
		case *Has:
			Walk(x.Where, func(y Expr) {
				if c, ok := y.(*Compare); ok {
					judge(x.Path, c)
				}
			})
		}
	})
	return why
}

// senseless says what is wrong with a comparison of an attribute, or "".
func senseless(a Attribute, c *Compare) string {
	if c.Op == Pr || c.Value.Kind() == KindNull {
		return ""
	}
	if what := incomparable(a, c.Op); what != "" {
		return fmt.Sprintf(`%s is %s, which "%s" does not compare`, quoted(c.Path), what, c.Op)
	}
	if text, ok := c.Value.Text(); a.Type == TypeDateTime && (!ok || !isDateTime(text)) {
		return fmt.Sprintf("%s is compared with something that is no date with a time and a zone, such as "+
			`"2026-11-29T12:00:00Z"`, quoted(c.Path))
	}
	return ""
}

// incomparable says what an attribute is, if that is nothing that op compares.
func incomparable(a Attribute, op Op) string {
	switch {
	case a.Type == TypeBoolean && (op.IsOrder() || op.IsPart()):
		return "a boolean"
	case a.Type == TypeBinary && op.IsOrder():
		return "binary"
	case (a.Type == TypeInteger || a.Type == TypeDecimal) && op.IsPart():
		return "a number"
	case a.Type == TypeDateTime && op.IsPart():
		return "a date"
	}
	return ""
}

// isDateTime tells whether a text is a date with a time and a zone.
func isDateTime(s string) bool {
	_, err := ParseDate(s)
	return err == nil
}
