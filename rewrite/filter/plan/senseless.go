package plan

import (
	"fmt"

	"scimshim/rewrite/filter"
)

// Senseless returns why a filter has a comparison that no value of its attribute can
// satisfy or miss, or "": an order of booleans (RFC 7644, section 3.4.2.2, has a
// service refuse it), a part of what is not a text, a date that is not one. It holds no
// value of the filter.
func Senseless(e filter.Expr, s *filter.Scope) (why string) {
	judge := func(of filter.Path, c *filter.Compare) {
		if a, known := s.Find(of, c.Path); known && why == "" {
			why = senseless(a, c)
		}
	}
	filter.Walk(e, func(x filter.Expr) {
		switch x := x.(type) {
		case *filter.Compare:
			judge(filter.Path{}, x)
		case *filter.Has:
			filter.Walk(x.Where, func(y filter.Expr) {
				if c, ok := y.(*filter.Compare); ok {
					judge(x.Path, c)
				}
			})
		}
	})
	return why
}

// senseless says what is wrong with a comparison of an attribute, or "".
func senseless(a filter.Attribute, c *filter.Compare) string {
	if c.Op == filter.Pr || c.Value.Kind() == filter.KindNull {
		return ""
	}
	if what := incomparable(a, c.Op); what != "" {
		return fmt.Sprintf(`%s is %s, which "%s" does not compare`, quoted(c.Path), what, c.Op)
	}
	if text, ok := c.Value.Text(); a.Type == filter.TypeDateTime && (!ok || !isDateTime(text)) {
		return fmt.Sprintf("%s is compared with something that is no date with a time and a zone, such as "+
			`"2026-11-29T12:00:00Z"`, quoted(c.Path))
	}
	return ""
}

// incomparable says what an attribute is, if that is nothing that op compares.
func incomparable(a filter.Attribute, op filter.Op) string {
	switch {
	case a.Type == filter.TypeBoolean && (op.IsOrder() || op.IsPart()):
		return "a boolean"
	case a.Type == filter.TypeBinary && op.IsOrder():
		return "binary"
	case (a.Type == filter.TypeInteger || a.Type == filter.TypeDecimal) && op.IsPart():
		return "a number"
	case a.Type == filter.TypeDateTime && op.IsPart():
		return "a date"
	}
	return ""
}

// isDateTime tells whether a text is a date with a time and a zone.
func isDateTime(s string) bool {
	_, err := filter.ParseDate(s)
	return err == nil
}
