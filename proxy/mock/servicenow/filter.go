package servicenow

import (
	"fmt"
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/servicenow/sdk"
)

// What ServiceNow's page lists as filterable (SCIM API, "Filtering"), in lower case.
var (
	userFilters = append(lowered("active", "displayName", "externalId", "id", "meta.created",
		"meta.lastModified", "name.familyName", "name.givenName", "name.middleName", "preferredLanguage",
		"timezone", "title", "userName"),
		extended("employeeNumber", "gender", "department.name", "department.value", "manager.displayName",
			"manager.value", "costCenter.name", "costCenter.value", "company.name", "company.value",
			"location.name", "location.value")...)
	groupFilters = lowered("displayName", "externalId", "id", "meta.created", "meta.lastModified")

	// The fixed forms: attribute[type eq T and S eq value].
	fixedForms = map[string]struct{ types, subs []string }{
		"emails":       {[]string{"work"}, []string{"value"}},
		"phonenumbers": {[]string{"work", "mobile", "home"}, []string{"value"}},
		"addresses": {[]string{"home"},
			[]string{"streetaddress", "locality", "region", "postalcode", "country"}},
	}
)

func lowered(names ...string) []string {
	for i, name := range names {
		names[i] = strings.ToLower(name)
	}
	return names
}

func extended(names ...string) []string {
	for i, name := range names {
		names[i] = userExtensionURN + ":" + name
	}
	return lowered(names...)
}

// objections collects why a filter that parses is not one that the vendor documents.
type objections struct {
	options kit.Options
	users   bool
	reasons []string
}

// objectionsTo says what about a filter is not documented; nothing if it is accepted.
func objectionsTo(o kit.Options, resource string, f *sdk.Filter) []string {
	d := &objections{options: o, users: resource == "Users"}
	d.visit(f)
	return d.reasons
}

func (d *objections) add(format string, args ...any) {
	if reason := fmt.Sprintf(format, args...); !slices.Contains(d.reasons, reason) {
		d.reasons = append(d.reasons, reason)
	}
}

func (d *objections) visit(f *sdk.Filter) {
	switch f.Op {
	case "has":
		d.valuePath(f)
		return
	case "or":
		if !d.options.AcceptOr {
			d.add("OR is not described by the docs (only AND is)")
		}
	case "not":
		d.add("the docs say that NOT is not supported")
	case "and":
	default:
		d.comparison(f)
	}
	for _, part := range f.Parts {
		before := len(d.reasons)
		d.visit(part)
		if f.Op == "and" && part.Op == "has" && len(d.reasons) == before && !d.options.AcceptJoin {
			d.add("no sample joins a fixed form to another term")
		}
	}
}

func (d *objections) comparison(f *sdk.Filter) {
	list, core := groupFilters, kit.GroupURN
	if d.users {
		list, core = userFilters, kit.UserURN
	}
	bare := sdk.Path{Elements: f.Path.Elements}.String()
	switch {
	case strings.EqualFold(f.Path.URN, core) && slices.Contains(list, strings.ToLower(bare)):
		d.add("core URN prefix is not described by the docs")
	case !slices.Contains(list, strings.ToLower(f.Path.String())):
		d.add("attribute %s is not in the documented filter list", f.Path)
	}
	if _, ok := f.Value.(bool); !ok && strings.EqualFold(bare, "active") && f.Op != "pr" {
		d.add("active compared with a non-boolean")
	}
	if strings.EqualFold(bare, "externalId") && f.Op != "eq" {
		d.add("externalId takes eq only")
	}
}

// valuePath accepts the nine fixed forms, type first and both comparisons by eq.
func (d *objections) valuePath(f *sdk.Filter) {
	form, known := fixedForms[strings.ToLower(f.Path.String())]
	inner := f.Parts[0]
	if !d.users || !known || inner.Op != "and" || len(inner.Parts) != 2 {
		d.add("value path on %s is not one of the documented fixed forms", f.Path)
		return
	}
	first, second := inner.Parts[0], inner.Parts[1]
	isType := func(f *sdk.Filter) bool {
		t, _ := f.Value.(string)
		return f.Op == "eq" && strings.EqualFold(f.Path.String(), "type") && slices.Contains(form.types, t)
	}
	isSub := func(f *sdk.Filter) bool {
		return slices.Contains(form.subs, strings.ToLower(f.Path.String()))
	}
	switch {
	case isType(second) && isSub(first):
		d.add("the fixed form puts type first")
	case !isType(first) || !isSub(second):
		d.add("value path on %s is not one of the documented fixed forms", f.Path)
	case second.Op == "co":
		d.add("co inside a value path appears only in the SCIM2Client sample")
	case second.Op != "eq":
		d.add("only eq is documented inside the value path")
	}
}
