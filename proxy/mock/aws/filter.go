package aws

import (
	"slices"
	"strings"
	"unicode"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/filter"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// forms are the filters that ListUsers and ListGroups take: the attributes that are compared, in their
// order. id alone is called valid, and to be avoided. The pages write (id and member) in their lists and
// members in their examples; the vendor's own clients send members.
var forms = map[string][][]string{
	"Users": {
		{"userName"}, {"externalId"}, {"groups.value"}, {"id"}, {"id", "manager"}, {"manager", "id"},
	},
	"Groups": {
		{"displayName"}, {"externalId"}, {"members.value"}, {"id"}, {"id", "members"}, {"members", "id"},
	},
}

// parseFilter reads a filter of one of the forms. The pages give the spelling as
// `<filterAttribute> eq "<filterValue>"`: names in their own case, lower-case words, one space [infer].
func parseFilter(text, resource string) ([]filter.Equality, *kit.Refusal) {
	var terms []filter.Equality
	var names []string
	for more := true; more; {
		var term filter.Equality
		var ok bool
		if term, text, ok = cutEquality(text); !ok {
			return nil, kit.Invalid("", `a filter is attribute eq "value", or two of them joined by and`)
		}
		terms, names = append(terms, term), append(names, term.Attr)
		text, more = strings.CutPrefix(text, " and ")
	}
	known := slices.ContainsFunc(forms[resource], func(form []string) bool {
		return slices.Equal(form, names)
	})
	if text != "" || !known {
		return nil, kit.Invalid("", "the filter is not of a supported combination of attributes")
	}
	return terms, nil
}

// cutEquality reads one comparison and returns what follows it.
func cutEquality(text string) (filter.Equality, string, bool) {
	name, rest, ok := strings.Cut(text, ` eq "`)
	if !ok {
		return filter.Equality{}, "", false
	}
	end := strings.IndexFunc(rest, unescaped())
	if end < 0 {
		return filter.Equality{}, "", false
	}
	value, ok := filter.ParseString(`"` + rest[:end+1])
	return filter.Equality{Attr: name, Value: value}, rest[end+1:], ok
}

// unescaped returns a function that finds the quote which ends a JSON string.
func unescaped() func(rune) bool {
	escaped := false
	return func(r rune) bool {
		ends := r == '"' && !escaped
		escaped = r == '\\' && !escaped
		return ends
	}
}

// search returns the resources that the filter selects, all without one.
func (a *identityCenter) search(c *kit.Call, resource string) ([]*ordered.Object, *kit.Refusal) {
	all := a.store.All(resource)
	if !c.Query.Has("filter") {
		return all, nil
	}
	terms, no := parseFilter(c.Query.Get("filter"), resource)
	if no != nil {
		return nil, no
	}
	for _, term := range terms {
		if no := a.checkTerm(term); no != nil {
			return nil, no
		}
		all = slices.DeleteFunc(all, func(o *ordered.Object) bool { return !a.holds(term, o) })
	}
	return all, nil
}

// checkTerm refuses what is wrong about a value. A member that does not exist is 404 (ListGroups,
// ResourceNotFoundException). A group name beyond ASCII is refused by what PingOne found
// (https://docs.pingidentity.com/pingone/integrations/p1_scim_provisioning_limitations.html).
func (a *identityCenter) checkTerm(term filter.Equality) *kit.Refusal {
	switch term.Attr {
	case "members", "members.value":
		if !a.store.HasUser(term.Value) {
			return kit.Missing("member")
		}
	case "displayName":
		if strings.ContainsFunc(term.Value, func(r rune) bool { return r > unicode.MaxASCII }) {
			return kit.Invalid("", "the name of a group in a filter is ASCII")
		}
	}
	return nil
}

// holds evaluates one comparison. Names are compared without regard to case, as the schema says of userName
// (GetSchema, caseExact), and all else exactly.
func (a *identityCenter) holds(term filter.Equality, o *ordered.Object) bool {
	switch term.Attr {
	case "members", "members.value":
		return store.HasMember(o, term.Value)
	case "groups.value":
		group, ok := a.store.Find("Groups", term.Value)
		return ok && store.HasMember(group, o.Text("id"))
	case "manager":
		enterprise, ok := o.Get(kit.EnterpriseURN).(*ordered.Object)
		return ok && ordered.TextOf(enterprise.Get("manager"), "value") == term.Value
	case "id":
		return o.Text("id") == term.Value
	}
	return term.Holds(o)
}
