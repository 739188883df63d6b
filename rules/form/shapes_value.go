package form

import (
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/part"
)

// value returns the value of an attribute in the shape that t declares, or as it is
// if it has that shape, or none that t knows what to make of.
func (s *shaper) value(t filter.Attribute, text string) string {
	switch {
	case !t.Multi:
		return s.single(t, text)
	case text[0] == '[' && t.Type == filter.TypeComplex:
		return s.list(t, text)
	case text[0] == '[':
		return part.MapList(text, func(element string) string { return s.single(t, element) })
	case t.Type != filter.TypeBoolean && saysSomething(text):
		return "[" + s.single(t, text) + "]"
	}
	return text
}

// single returns one value of an attribute in its shape.
func (s *shaper) single(t filter.Attribute, text string) string {
	switch t.Type {
	case filter.TypeBoolean:
		return s.boolean(text)
	case filter.TypeComplex:
		return s.complex(t, text)
	}
	return s.plain(t, text)
}

// complex returns an object with the sub-attributes that t declares.
func (s *shaper) complex(t filter.Attribute, text string) string {
	one := s.unlisted(text)
	switch {
	case !saysSomething(one):
	case json.IsObject(one):
		return s.members(t, one)
	default:
		if sub, ok := part.Sub(t, "value"); ok {
			return json.Single(sub.Name, s.value(sub, one))
		}
	}
	return text
}

// list shapes the elements of a complex attribute, all in one pass: a group may have
// thousands of members.
func (s *shaper) list(t filter.Attribute, text string) string {
	whole := json.Single(t.Name, text)
	shaped, _ := rewrite.MapMembers(whole, filter.Path{}, func(a rewrite.Attr) (rewrite.Edit, error) {
		return s.inList(t, a), nil
	})
	list, _ := rewrite.Lookup(shaped, filter.Path{Name: t.Name})
	return list
}

// inList shapes an element of a list, or a sub-attribute in one.
func (s *shaper) inList(t filter.Attribute, a rewrite.Attr) rewrite.Edit {
	switch {
	case a.Level == rewrite.Sub:
		return s.sub(t, a)
	case a.Level != rewrite.Element || json.IsObject(a.Value) && saysBesideRef(a.Value):
		return rewrite.Keep
	}
	return rewrite.Set(s.single(t, a.Value))
}

// saysBesideRef reports whether an object has a member beside an empty reference.
func saysBesideRef(object string) bool {
	for m := range json.Members(object) {
		if !filter.Fold(m.Name, "$ref") || !json.SaysNothing(m.Value) {
			return true
		}
	}
	return false
}

// sub shapes a sub-attribute, and takes out an empty reference.
func (s *shaper) sub(t filter.Attribute, a rewrite.Attr) rewrite.Edit {
	value := a.Value
	if sub, ok := part.Sub(t, a.Path.Sub); ok {
		value = s.value(sub, value)
	}
	switch {
	case filter.Fold(a.Path.Sub, "$ref") && json.SaysNothing(value):
		return rewrite.Drop
	case value != a.Value:
		return rewrite.Set(value)
	}
	return rewrite.Keep
}

// members shapes the sub-attributes in an object.
func (s *shaper) members(t filter.Attribute, text string) string {
	if !saysBesideRef(text) { // it has nothing but an empty reference: leave it
		return text
	}
	shaped, _ := rewrite.MapMembers(text, filter.Path{Name: t.Name}, func(a rewrite.Attr) (rewrite.Edit, error) {
		return s.sub(t, a), nil
	})
	return shaped
}

// boolean returns the true, the false or the text that a value holds. Whether that is a
// boolean is for declaredTypes to say.
func (s *shaper) boolean(text string) string {
	lenient := shaper{at: s.at} // a list of several is for declaredTypes to refuse, too
	one, ok := lenient.inside(text)
	if !ok || one != "true" && one != "false" && one[0] != '"' {
		return text
	}
	return one
}

// inside returns what a list of one, or an object with nothing but a value, holds.
func (s *shaper) inside(text string) (one string, ok bool) {
	one, ok = s.unlisted(text), true
	for ok && json.IsObject(one) {
		var inner string
		if inner, ok = onlyValue(one); ok {
			one = s.unlisted(inner)
		}
	}
	return one, ok
}

// plain returns a text, a number or whatever else is not complex.
func (s *shaper) plain(t filter.Attribute, text string) string {
	one, ok := s.inside(text)
	switch {
	case !ok:
	case one[0] == '"':
		return one
	case part.IsNumber(one) && (t.Type == filter.TypeString || t.Type == filter.TypeReference):
		return json.Quote(one)
	case part.IsNumber(one):
		return one
	}
	return text
}

// unlisted returns the value that a list of one holds, and a list of another length
// as it is.
func (s *shaper) unlisted(text string) string {
	for text[0] == '[' {
		first, n := "", 0
		for element := range json.Elements(text) {
			if n++; n > 1 {
				s.refuse()
				return text
			}
			first = element
		}
		if n == 0 {
			return text
		}
		text = first
	}
	return text
}

// onlyValue returns the member value of an object that has nothing beside it but
// a reference, and members that are empty.
func onlyValue(text string) (value string, ok bool) {
	for m := range json.Members(text) {
		switch {
		case filter.Fold(m.Name, "value"):
			value = m.Value
		case !json.SaysNothing(m.Value) && !filter.Fold(m.Name, "$ref"):
			return "", false
		}
	}
	return value, value != ""
}

// saysSomething reports whether a value is a text, a number or an object, and not
// empty.
func saysSomething(text string) bool {
	return !json.SaysNothing(text) && (text[0] == '"' || text[0] == '{' || part.IsNumber(text))
}
