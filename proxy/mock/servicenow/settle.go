package servicenow

import (
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/servicenow/sdk"
)

// settleUser does what ServiceNow's transformation to the table sys_user does with a checked user.
func (s *instance) settleUser(o, old *ordered.Object) error {
	for _, v := range o.Values("emails") {
		if m, ok := v.(*ordered.Object); ok && !strings.EqualFold(m.Text("type"), "work") {
			return invalid("Required email type is not available")
		}
	}
	if err := s.settleReferences(o); err != nil {
		return err
	}
	for _, path := range []string{"userName", "emails.value"} {
		if err := s.unique("Users", path, o, old); err != nil {
			return err
		}
	}
	for _, forgotten := range []string{kit.EnterpriseURN, kit.UserURN, "password", "groups"} {
		o.Drop(forgotten)
	}
	onePerType(o, "emails", []string{"work"}, "value", "type")
	onePerType(o, "phoneNumbers", []string{"work", "mobile", "home"}, "value", "type")
	onePerType(o, "addresses", []string{"home"}, "type", "streetAddress", "locality", "region",
		"postalCode", "country", "formatted")
	setDisplayName(o)
	if o.Get("active") == nil {
		o.Set("active", true)
	}
	o.Set("schemas", schemasOf(userType, o))
	return nil
}

// setDisplayName derives the name that nobody can choose.
func setDisplayName(o *ordered.Object) {
	o.Drop("displayName")
	if name, ok := o.Get("name").(*ordered.Object); ok {
		full := strings.TrimSpace(name.Text("givenName") + " " + name.Text("familyName"))
		if full != "" {
			o.Set("displayName", full)
		}
	}
}

// onePerType keeps what the table has columns for: of each known type the last element, with the known
// sub-attributes. An element with nothing but its type does not count.
func onePerType(o *ordered.Object, name string, types []string, subs ...string) {
	if o.Get(name) == nil {
		return
	}
	byType := map[string]*ordered.Object{}
	var order []string
	for _, element := range ordered.Objects(o.Values(name)) {
		kind := strings.ToLower(element.Text("type"))
		kept := &ordered.Object{}
		for _, sub := range subs {
			if v := element.Get(sub); sdk.IsPresent(v) && v != "" {
				kept.Set(sub, v)
			}
		}
		if !slices.Contains(types, kind) || len(kept.Members) < 2 {
			continue
		}
		if byType[kind] == nil {
			order = append(order, kind)
		}
		byType[kind] = kept
	}
	var list []any
	for _, kind := range order {
		list = append(list, byType[kind])
	}
	o.SetList(name, list)
}

// references are the extension's references: the attribute, the resource it refers to, and the label
// that is shown.
var references = []struct{ name, resource, label string }{
	{"company", "Companies", "name"}, {"costCenter", "CostCenters", "name"},
	{"department", "Departments", "name"}, {"location", "Locations", "name"},
	{"manager", "Users", "displayName"},
}

// settleReferences resolves references by sys_id. One without a value says nothing: a name alone sets no
// department.
func (s *instance) settleReferences(o *ordered.Object) error {
	extension, ok := o.Get(userExtensionURN).(*ordered.Object)
	if !ok {
		return nil
	}
	for _, reference := range references {
		sent, ok := extension.Get(reference.name).(*ordered.Object)
		if !ok {
			continue
		}
		id := sent.Text("value")
		if id == "" {
			extension.Drop(reference.name)
			continue
		}
		record, found := s.store.Find(reference.resource, id)
		if !found {
			title := strings.ToUpper(reference.name[:1]) + reference.name[1:]
			return invalid("%s id : %s doesn't exist", title, id)
		}
		resolved := ordered.New("value", id)
		if label := record.Text(reference.label); label != "" {
			resolved.Set(reference.label, label)
		}
		extension.Set(reference.name, resolved)
	}
	if len(extension.Members) == 0 {
		o.Drop(userExtensionURN)
	}
	return nil
}

// settleGroup does the same for a group: members are rows of a table that refers to users, so none stands
// twice.
func (s *instance) settleGroup(o, old *ordered.Object) error {
	if err := s.unique("Groups", "displayName", o, old); err != nil {
		return err
	}
	var list []any
	seen := map[string]bool{}
	for _, member := range ordered.Objects(o.Values("members")) {
		id := member.Text("value")
		user, found := s.store.Find("Users", id)
		if !found {
			return invalid("Member id : %s doesn't exist", id)
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		row := ordered.New("value", id, "$ref", s.location("Users", id))
		if display := user.Text("displayName"); display != "" {
			row.Set("display", display)
		}
		list = append(list, row)
	}
	o.SetList("members", list)
	for _, name := range o.Names() {
		if sdk.IsURN(name) && name != groupExtensionURN && name != customGroupURN {
			o.Drop(name)
		}
	}
	o.Set("schemas", schemasOf(groupType, o))
	return nil
}
