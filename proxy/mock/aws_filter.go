package mock

import (
	"slices"
	"strings"
	"unicode"
)

// awsForms are the filters that ListUsers and ListGroups take: the attributes that are compared, in their
// order. id alone is called valid, and to be avoided. The pages write (id and member) in their lists and
// members in their examples; the vendor's own clients send members.
var awsForms = map[string][][]string{
	"Users": {
		{"userName"}, {"externalId"}, {"groups.value"}, {"id"}, {"id", "manager"}, {"manager", "id"},
	},
	"Groups": {
		{"displayName"}, {"externalId"}, {"members.value"}, {"id"}, {"id", "members"}, {"members", "id"},
	},
}

// parseAWSFilter reads a filter of one of the forms. The pages give the spelling as
// `<filterAttribute> eq "<filterValue>"`: names in their own case, lower-case words, one space [infer].
func parseAWSFilter(text, resource string) ([]equality, *refusal) {
	var terms []equality
	var names []string
	for more := true; more; {
		var term equality
		var ok bool
		if term, text, ok = cutEquality(text); !ok {
			return nil, invalid("", `a filter is attribute eq "value", or two of them joined by and`)
		}
		terms, names = append(terms, term), append(names, term.attr)
		text, more = strings.CutPrefix(text, " and ")
	}
	known := slices.ContainsFunc(awsForms[resource], func(form []string) bool {
		return slices.Equal(form, names)
	})
	if text != "" || !known {
		return nil, invalid("", "the filter is not of a supported combination of attributes")
	}
	return terms, nil
}

// cutEquality reads one comparison and returns what follows it.
func cutEquality(text string) (equality, string, bool) {
	name, rest, ok := strings.Cut(text, ` eq "`)
	if !ok {
		return equality{}, "", false
	}
	end := strings.IndexFunc(rest, unescaped())
	if end < 0 {
		return equality{}, "", false
	}
	value, ok := parseString(`"` + rest[:end+1])
	return equality{name, value}, rest[end+1:], ok
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
func (a *awsIdentityCenter) search(c *call, resource string) ([]*object, *refusal) {
	all := a.store.all(resource)
	if !c.query.Has("filter") {
		return all, nil
	}
	terms, no := parseAWSFilter(c.query.Get("filter"), resource)
	if no != nil {
		return nil, no
	}
	for _, term := range terms {
		if no := a.checkTerm(term); no != nil {
			return nil, no
		}
		all = slices.DeleteFunc(all, func(o *object) bool { return !a.holds(term, o) })
	}
	return all, nil
}

// checkTerm refuses what is wrong about a value. A member that does not exist is 404 (ListGroups,
// ResourceNotFoundException). A group name beyond ASCII is refused by what PingOne found
// (https://docs.pingidentity.com/pingone/integrations/p1_scim_provisioning_limitations.html).
func (a *awsIdentityCenter) checkTerm(term equality) *refusal {
	switch term.attr {
	case "members", "members.value":
		if !a.store.isUser(term.value) {
			return missing("member")
		}
	case "displayName":
		if strings.ContainsFunc(term.value, func(r rune) bool { return r > unicode.MaxASCII }) {
			return invalid("", "the name of a group in a filter is ASCII")
		}
	}
	return nil
}

// holds evaluates one comparison. Names are compared without regard to case, as the schema says of userName
// (GetSchema, caseExact), and all else exactly.
func (a *awsIdentityCenter) holds(term equality, o *object) bool {
	switch term.attr {
	case "members", "members.value":
		return hasMember(o, term.value)
	case "groups.value":
		group, ok := a.store.find("Groups", term.value)
		return ok && hasMember(group, o.text("id"))
	case "manager":
		enterprise, ok := o.get(awsEnterpriseURN).(*object)
		return ok && textOf(enterprise.get("manager"), "value") == term.value
	case "id":
		return o.text("id") == term.value
	}
	return term.holds(o)
}
