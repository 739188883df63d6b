package apply

import (
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

func quote(s string) string { return json.Quote(s) }

func textOf(n *node) string {
	text, _ := json.Text(n.print())
	return text
}

// values returns the values of an attribute of several: the elements of a list, or the one value
// that stands for a list of one.
func (p *patcher) values(at place, text string) ([]string, *Error) {
	var list []string
	for element := range json.Elements(text) {
		if element == "null" {
			return nil, p.faulty("invalidValue", at, "has a value that is null")
		}
		fit, err := p.single(at, at.def, element)
		if err != nil {
			return nil, err
		}
		list = append(list, fit)
	}
	return list, nil
}

// single returns one value as its definition has it. What is not declared is as it is.
func (p *patcher) single(at place, def filter.Attribute, text string) (string, *Error) {
	if !at.declared {
		return text, nil
	}
	wrong := func(what string) (string, *Error) {
		return "", p.faulty("invalidValue", at, "is declared as %s, and the value is none", what)
	}
	kind := text[0]
	switch def.Type {
	case filter.TypeComplex:
		if kind != '{' {
			return wrong("complex")
		}
		return p.complex(at, def, text)
	case filter.TypeBoolean:
		word := text
		if kind == '"' {
			word = json.Decode(text)
		}
		for _, is := range [...]string{"true", "false"} {
			if filter.Fold(word, is) {
				return is, nil
			}
		}
		return wrong("boolean")
	case filter.TypeInteger, filter.TypeDecimal:
		if kind != '-' && (kind < '0' || kind > '9') {
			return wrong("a number")
		}
	case filter.TypeString, filter.TypeDateTime, filter.TypeReference, filter.TypeBinary:
		if kind != '"' {
			return wrong("a text")
		}
	}
	return text, nil
}

// complex returns a complex value whose parts are as they are declared.
func (p *patcher) complex(at place, def filter.Attribute, text string) (string, *Error) {
	n := parse(text, nil)
	n.spread()
	for i := range n.items {
		it := &n.items[i]
		inner := at
		inner.path.Sub = it.name
		sub, ok := subOf(def, it.name)
		if !ok && !p.isNamed(inner) {
			return "", p.faulty("invalidValue", inner, "is not declared; "+declareIt)
		}
		was := it.at.print()
		if was == "null" || !ok {
			continue
		}
		fit, err := p.subValue(inner, sub, was)
		if err != nil {
			return "", err
		}
		if fit != was {
			it.at.become(fit)
		}
	}
	return n.print(), nil
}

// subValue returns the value of a sub-attribute as it is declared.
func (p *patcher) subValue(at place, def filter.Attribute, text string) (string, *Error) {
	if !def.Multi {
		return p.single(at, def, text)
	}
	if text[0] != '[' {
		return json.Array(text), nil
	}
	return text, nil
}
