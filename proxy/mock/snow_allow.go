package mock

import (
	"fmt"
	"slices"
	"strings"
)

// What ServiceNow's page lists as filterable (SCIM API, "Filtering"), in lower case.
var (
	snowUserFilters = append(lowered("active", "displayName", "externalId", "id", "meta.created",
		"meta.lastModified", "name.familyName", "name.givenName", "name.middleName", "preferredLanguage",
		"timezone", "title", "userName"),
		extended("employeeNumber", "gender", "department.name", "department.value", "manager.displayName",
			"manager.value", "costCenter.name", "costCenter.value", "company.name", "company.value",
			"location.name", "location.value")...)
	snowGroupFilters = lowered("displayName", "externalId", "id", "meta.created", "meta.lastModified")

	// The fixed forms: attribute[type eq T and S eq value].
	snowForms = map[string]struct{ types, subs []string }{
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
		names[i] = snowUserExtURN + ":" + name
	}
	return lowered(names...)
}

// snowDoubts collects why a filter that parses is not one that the vendor documents.
type snowDoubts struct {
	options Options
	users   bool
	reasons []string
}

// doubts says what about a filter is not documented; nothing if it is accepted.
func (o Options) doubts(resource string, f *sdkFilter) []string {
	d := &snowDoubts{options: o, users: resource == "Users"}
	d.visit(f)
	return d.reasons
}

func (d *snowDoubts) add(format string, args ...any) {
	if reason := fmt.Sprintf(format, args...); !slices.Contains(d.reasons, reason) {
		d.reasons = append(d.reasons, reason)
	}
}

func (d *snowDoubts) visit(f *sdkFilter) {
	switch f.op {
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
	for _, part := range f.parts {
		before := len(d.reasons)
		d.visit(part)
		if f.op == "and" && part.op == "has" && len(d.reasons) == before && !d.options.AcceptJoin {
			d.add("no sample joins a fixed form to another term")
		}
	}
}

func (d *snowDoubts) comparison(f *sdkFilter) {
	list, core := snowGroupFilters, snowGroupURN
	if d.users {
		list, core = snowUserFilters, snowUserURN
	}
	bare := sdkPath{elements: f.path.elements}.String()
	switch {
	case strings.EqualFold(f.path.urn, core) && slices.Contains(list, strings.ToLower(bare)):
		d.add("core URN prefix is not described by the docs")
	case !slices.Contains(list, strings.ToLower(f.path.String())):
		d.add("attribute %s is not in the documented filter list", f.path)
	}
	if _, ok := f.value.(bool); !ok && strings.EqualFold(bare, "active") && f.op != "pr" {
		d.add("active compared with a non-boolean")
	}
	if strings.EqualFold(bare, "externalId") && f.op != "eq" {
		d.add("externalId takes eq only")
	}
}

// valuePath accepts the nine fixed forms, type first and both comparisons by eq.
func (d *snowDoubts) valuePath(f *sdkFilter) {
	form, known := snowForms[strings.ToLower(f.path.String())]
	inner := f.parts[0]
	if !d.users || !known || inner.op != "and" || len(inner.parts) != 2 {
		d.add("value path on %s is not one of the documented fixed forms", f.path)
		return
	}
	first, second := inner.parts[0], inner.parts[1]
	isType := func(f *sdkFilter) bool {
		t, _ := f.value.(string)
		return f.op == "eq" && strings.EqualFold(f.path.String(), "type") && slices.Contains(form.types, t)
	}
	isSub := func(f *sdkFilter) bool {
		return slices.Contains(form.subs, strings.ToLower(f.path.String()))
	}
	switch {
	case isType(second) && isSub(first):
		d.add("the fixed form puts type first")
	case !isType(first) || !isSub(second):
		d.add("value path on %s is not one of the documented fixed forms", f.path)
	case second.op == "co":
		d.add("co inside a value path appears only in the SCIM2Client sample")
	case second.op != "eq":
		d.add("only eq is documented inside the value path")
	}
}
