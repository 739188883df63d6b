package mock

import (
	"slices"
	"strings"
)

// settleUser does what ServiceNow's transformation to the table sys_user does with a checked user.
func (s *serviceNow) settleUser(o, old *object) error {
	for _, v := range members([]any{o}, "emails") {
		if m, ok := v.(*object); ok && !strings.EqualFold(m.text("type"), "work") {
			return snowInvalid("Required email type is not available")
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
	for _, forgotten := range []string{snowEnterpriseURN, snowUserURN, "password", "groups"} {
		o.drop(forgotten)
	}
	onePerType(o, "emails", []string{"work"}, "value", "type")
	onePerType(o, "phoneNumbers", []string{"work", "mobile", "home"}, "value", "type")
	onePerType(o, "addresses", []string{"home"}, "type", "streetAddress", "locality", "region",
		"postalCode", "country", "formatted")
	setDisplayName(o)
	if o.get("active") == nil {
		o.set("active", true)
	}
	o.set("schemas", snowUserType.listed(o))
	return nil
}

// setDisplayName derives the name that nobody can choose.
func setDisplayName(o *object) {
	o.drop("displayName")
	if name, ok := o.get("name").(*object); ok {
		full := strings.TrimSpace(name.text("givenName") + " " + name.text("familyName"))
		if full != "" {
			o.set("displayName", full)
		}
	}
}

// onePerType keeps what the table has columns for: of each known type the last element, with the known
// sub-attributes. An element with nothing but its type is none.
func onePerType(o *object, name string, types []string, subs ...string) {
	if o.get(name) == nil {
		return
	}
	byType := map[string]*object{}
	var order []string
	for _, element := range objectsOf(members([]any{o}, name)) {
		kind := strings.ToLower(element.text("type"))
		kept := &object{}
		for _, sub := range subs {
			if v := element.get(sub); isPresent(v) && v != "" {
				kept.set(sub, v)
			}
		}
		if !slices.Contains(types, kind) || len(kept.members) < 2 {
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
	keep(o, name, list)
}

// snowReferences are the extension's references: the attribute, the resource it refers to, and the label
// that is shown.
var snowReferences = []struct{ name, resource, label string }{
	{"company", "Companies", "name"}, {"costCenter", "CostCenters", "name"},
	{"department", "Departments", "name"}, {"location", "Locations", "name"},
	{"manager", "Users", "displayName"},
}

// settleReferences resolves references by sys_id. One without a value says nothing: a name alone sets no
// department.
func (s *serviceNow) settleReferences(o *object) error {
	extension, ok := o.get(snowUserExtURN).(*object)
	if !ok {
		return nil
	}
	for _, reference := range snowReferences {
		sent, ok := extension.get(reference.name).(*object)
		if !ok {
			continue
		}
		id := sent.text("value")
		if id == "" {
			extension.drop(reference.name)
			continue
		}
		record, found := s.store.find(reference.resource, id)
		if !found {
			title := strings.ToUpper(reference.name[:1]) + reference.name[1:]
			return snowInvalid("%s id : %s doesn't exist", title, id)
		}
		resolved := newObject("value", id)
		if label := record.text(reference.label); label != "" {
			resolved.set(reference.label, label)
		}
		extension.set(reference.name, resolved)
	}
	if len(extension.members) == 0 {
		o.drop(snowUserExtURN)
	}
	return nil
}

// settleGroup does the same for a group: members are rows of a table that refers to users, so none stands
// twice.
func (s *serviceNow) settleGroup(o, old *object) error {
	if err := s.unique("Groups", "displayName", o, old); err != nil {
		return err
	}
	var list []any
	seen := map[string]bool{}
	for _, member := range objectsOf(members([]any{o}, "members")) {
		id := member.text("value")
		user, found := s.store.find("Users", id)
		if !found {
			return snowInvalid("Member id : %s doesn't exist", id)
		}
		if seen[id] {
			continue
		}
		seen[id] = true
		row := newObject("value", id, "$ref", s.location("Users", id))
		if display := user.text("displayName"); display != "" {
			row.set("display", display)
		}
		list = append(list, row)
	}
	keep(o, "members", list)
	for _, name := range o.names() {
		if isURN(name) && name != snowGroupExtURN && name != snowGroupCustomURN {
			o.drop(name)
		}
	}
	o.set("schemas", snowGroupType.listed(o))
	return nil
}
