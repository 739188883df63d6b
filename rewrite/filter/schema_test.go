package filter

import (
	"slices"
	"strings"
	"testing"
)

func path(t testing.TB, s string) Path {
	t.Helper()
	p, err := ParsePath(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestFind(t *testing.T) {
	f := func(resource, name string, want Attribute) {
		t.Helper()
		got, ok := Core().Find(resource, path(t, name))
		if !ok || got.Name != want.Name || got.Type != want.Type || got.Multi != want.Multi ||
			got.CaseExact != want.CaseExact || got.Returned != want.Returned ||
			got.Mutability != want.Mutability {
			t.Errorf("%s %s: got %+v, %v", resource, name, got, ok)
		}
	}
	f("Users", "USERNAME", Attribute{Name: "userName"})
	f("users", "userName", Attribute{Name: "userName"})
	f("Users", UserURN+":emails.VALUE", Attribute{Name: "value"})
	f("Users", "emails", Attribute{Name: "emails", Type: TypeComplex, Multi: true})
	f("Users", "emails.primary", Attribute{Name: "primary", Type: TypeBoolean})
	f("Users", "password", Attribute{Name: "password", Returned: ReturnedNever, Mutability: WriteOnly})
	f("Users", "groups.$ref", Attribute{Name: "$ref", Type: TypeReference, Mutability: ReadOnly})
	f("Users", "id", Attribute{Name: "id", CaseExact: true, Returned: ReturnedAlways, Mutability: ReadOnly})
	f("Groups", "externalId", Attribute{Name: "externalId", CaseExact: true})
	f("Groups", "members.value", Attribute{Name: "value", Mutability: Immutable})
	f("Groups", "meta.created", Attribute{Name: "created", Type: TypeDateTime, Mutability: ReadOnly})
	f("Users", enterprisePrefix+":manager.displayName", Attribute{Name: "displayName", Mutability: ReadOnly})
	f("Users", enterprisePrefix, Attribute{Name: EnterpriseURN, Type: TypeComplex})
	f("Users", enterprisePrefix+".department", Attribute{Name: "department"})

	for _, name := range []string{"department", "members", "emails.nope", "addresses.primary",
		"urn:example:x:userName"} {
		if a, ok := Core().Find("Users", path(t, name)); ok {
			t.Errorf("Users %s: found %+v", name, a)
		}
	}
	if _, ok := Core().Find("Devices", Path{Name: "id"}); ok {
		t.Error("an attribute of an unknown resource type is found")
	}
}

func TestCanonical(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := Core().Canonical("Users", path(t, in)).String(); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
	f("username", "userName")
	f("EMAILS.Value", "emails.value")
	f("emails.Nope", "emails.Nope")
	f("Nope.Value", "Nope.Value")
	f(UserURN+":NAME.familyname", "name.familyName")
	f(UserURN+":Nope", "Nope")
	f("URN"+enterprisePrefix[3:]+":Manager.DISPLAYname", enterprisePrefix+":manager.displayName")
	f("URN"+enterprisePrefix[3:], enterprisePrefix)
	f(enterprisePrefix+".DEPARTMENT", enterprisePrefix+":department")
	f(enterprisePrefix+":Nope", enterprisePrefix+":Nope")
	f("urn:Example:x:userName", "urn:Example:x:userName")
}

func TestURNs(t *testing.T) {
	types := Core()
	if got := types.URNs("users"); !slices.Equal(got, []string{UserURN, EnterpriseURN}) {
		t.Errorf("the URNs of Users are %q", got)
	}
	if got := types.CoreURN("Groups") + types.CoreURN("Devices"); got != GroupURN {
		t.Errorf("the core URNs of Groups and Devices are %q", got)
	}
	if urn, ok := types.Extension("Users", path(t,
		strings.ToUpper(EnterpriseURN))); !ok || urn != EnterpriseURN {
		t.Errorf("the extension is %q, %v", urn, ok)
	}
	for _, name := range []string{"userName", UserURN, EnterpriseURN + ":department",
		EnterpriseURN + ".department"} {
		if urn, ok := types.Extension("Users", path(t, name)); ok {
			t.Errorf("%s is taken for the extension %s", name, urn)
		}
	}
}

func TestWith(t *testing.T) {
	const urn = "urn:example:2.0:User"
	types, err := Core().With([]Added{
		{"Users", path(t, urn+":level"), Attribute{Type: TypeInteger}},
		{"Users", path(t, urn+":Site"), Attribute{Name: "site", Type: TypeComplex}},
		{"Users", path(t, urn+":site.code"), Attribute{CaseExact: true}},
		{"users", path(t, "userName"), Attribute{Name: "userName", CaseExact: true}},
		{"Users", path(t, "addresses.primary"), Attribute{Type: TypeBoolean}},
		{"Users", path(t, "emails"), Attribute{Type: TypeComplex, Multi: true, Returned: ReturnedRequest}},
	})
	if err != nil {
		t.Fatal(err)
	}
	f := func(name string, want Attribute) {
		t.Helper()
		got, ok := types.Find("Users", path(t, name))
		if !ok || got.Name != want.Name || got.Type != want.Type || got.CaseExact != want.CaseExact ||
			got.Returned != want.Returned {
			t.Errorf("%s: got %+v, %v", name, got, ok)
		}
	}
	f(urn+":LEVEL", Attribute{Name: "level", Type: TypeInteger})
	f(urn+":site.code", Attribute{Name: "code", CaseExact: true})
	f("userName", Attribute{Name: "userName", CaseExact: true})
	f("addresses.primary", Attribute{Name: "primary", Type: TypeBoolean})
	f("addresses.locality", Attribute{Name: "locality"})
	f("emails", Attribute{Name: "emails", Type: TypeComplex, Returned: ReturnedRequest})
	f("emails.value", Attribute{Name: "value"})

	if a, _ := Core().Find("Users", path(t, "userName")); a.CaseExact {
		t.Error("With modified what it was called on")
	}
	if _, ok := Core().Find("Users", path(t, "addresses.primary")); ok {
		t.Error("With modified the sub-attributes of what it was called on")
	}
	sub := []Added{{"Users", path(t, "roles.type"), Attribute{CaseExact: true}}}
	if _, err := Core().With(sub); err != nil {
		t.Error(err)
	}
	if a, _ := Core().Find("Users", path(t, "roles.type")); a.CaseExact {
		t.Error("With modified a sub-attribute of what it was called on")
	}
	if got := len(Core().URNs("Users")); got != 2 {
		t.Errorf("With modified the schemas of what it was called on: there are %d", got)
	}
}

func TestWithErrors(t *testing.T) {
	f := func(add Added, want string) {
		t.Helper()
		_, err := Core().With([]Added{add})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got error %v, want %q", add, err, want)
		}
	}
	f(Added{Resource: "Devices", Path: Path{Name: "x"}}, "expected one of Users, Groups")
	f(Added{Resource: "Users", Path: Path{Name: "x", Sub: "y"}}, "declare its complex attribute first")
	f(Added{Resource: "Users", Path: Path{Name: "title", Sub: "y"}}, "declare its complex attribute first")
	f(Added{Resource: "Users", Path: Path{Name: "x"}, Attribute: Attribute{Name: "y"}}, `"y" is not the one`)
	f(Added{Resource: "Users"}, "is not the one")
	f(Added{Resource: "Users", Path: path(t, EnterpriseURN)}, "is the URN of a schema")
}

// The attributes of a schema are found by its URN, those of the core schema also by none.
func TestAttributes(t *testing.T) {
	f := func(resource, urn, first string) {
		t.Helper()
		list, ok := Core().Attributes(resource, urn)
		if ok != (first != "") || ok && list[0].Name != first {
			t.Errorf("%s, %q: %v, %d attributes", resource, urn, ok, len(list))
		}
	}
	f("users", "", "schemas")
	f("Users", strings.ToUpper(UserURN), "schemas")
	f("Users", EnterpriseURN, "employeeNumber")
	f("Groups", EnterpriseURN, "")
	f("Agents", "", "")
}
