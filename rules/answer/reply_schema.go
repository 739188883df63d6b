package answer

import (
	"slices"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// attributeDefaults are what an attribute of a schema is if nothing else is said (RFC 7643,
// section 2.2), in the order in which it is answered. A name has no default.
var attributeDefaults = []json.Member{
	{Name: "name"}, {Name: "type", Value: `"string"`}, {Name: "multiValued", Value: "false"},
	{Name: "required", Value: "false"}, {Name: "mutability", Value: `"readWrite"`},
}

// fullSchema returns a schema with all that its attributes are: a client that reads it need
// not know the defaults.
func fullSchema(document string) string { return completed(document, "attributes", nil) }

// completed returns an object with the defaults that it lacks, and with the attributes in its
// list completed.
func completed(object, list string, defaults []json.Member) string {
	if object == "" || object[0] != '{' {
		return object
	}
	given := slices.Collect(json.Members(object))
	at := func(name string) int {
		return slices.IndexFunc(given, func(m json.Member) bool { return filter.Fold(m.Name, name) })
	}
	some := at(list)
	if some >= 0 {
		var items []string
		for item := range json.Elements(given[some].Value) {
			items = append(items, completed(item, "subAttributes", attributeDefaults))
		}
		given[some].Value = json.Array(items...)
	}
	var all []json.Member
	for _, d := range defaults {
		i := at(d.Name)
		switch {
		case i >= 0:
			d = given[i]
			given = slices.Delete(given, i, i+1)
		case d.Name == "type" && some >= 0:
			d.Value = `"complex"`
		}
		if d.Value != "" {
			all = append(all, d)
		}
	}
	return json.Object(append(all, given...)...)
}
