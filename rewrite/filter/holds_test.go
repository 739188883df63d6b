package filter

import (
	"strings"
	"testing"
)

// barbara is the resource of the tables below.
const barbara = `{
	"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
	"id": "2819c223", "externalId": "BJ-1",
	"userName": "bjensen@Example.com",
	"name": {"familyName": "Jensen", "givenName": "Barbara"},
	"displayName": "Å Jensen", "title": "", "nickName": null,
	"active": true,
	"emails": [
		{"type": "work", "value": "Barbara@example.com", "primary": true},
		{"type": "home", "value": "babs@example.com"},
		{"display": "no value"},
		"plain@example.com"
	],
	"phoneNumbers": {"type": "work", "value": "555-1"},
	"roles": [], "photos": [null], "ims": [{}],
	"addresses": [{"type": "home", "locality": "Oslo"}],
	"age": 5.0, "big": 12345678901234567890, "nick_names": ["Babs", "B"], "flag": true,
	"since": "2024-01-01T00:00:00Z",
	"meta": {"created": "2012-02-18T03:04:50.1230000Z", "version": "W/\"a\""},
	"URN:ietf:params:scim:schemas:extension:enterprise:2.0:user": {
		"department": "Sales", "manager": {"value": "26118915", "displayName": "Jim"}
	},
	"urn:example:2.0:Extra": {"level": 3}
}`

const enterprisePrefix = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

func users() *Scope { return &Scope{Types: Core(), Resource: "Users"} }

// read parses a filter, with comparisons after brackets.
func read(t testing.TB, s string) Expr {
	t.Helper()
	e, _, err := ParseLenient(s, ElementCompare)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return e
}

func TestHolds(t *testing.T) {
	f := func(filter string, want Truth) {
		t.Helper()
		filter = strings.ReplaceAll(filter, "ENT", enterprisePrefix)
		if got := users().Holds(read(t, filter), barbara); got != want {
			t.Errorf("%s: got %v, want %v", filter, got, want)
		}
	}

	// strings without case, by RFC 7643
	f(`userName eq "bjensen@Example.com"`, True)
	f(`USERNAME eq "BJENSEN@EXAMPLE.COM"`, True)
	f(`userName eq "bjensen"`, False)
	f(`userName ne "BJENSEN@example.com"`, False)
	f(`userName ne "other"`, True)
	f(`userName co "JENSEN@"`, True)
	f(`userName co ""`, True)
	f(`userName sw "BJ"`, True)
	f(`userName sw "jensen"`, False)
	f(`userName ew ".COM"`, True)
	f(`userName ew "example"`, False)
	f(`userName gt "BJ"`, True)
	f(`userName lt "bk"`, True)
	f(`userName ge "BJENSEN@EXAMPLE.COM"`, True)
	f(`userName le "bjensen@example.com"`, True)
	f(`userName gt "bjensen@example.com"`, False)
	f(`userName lt "bjensen@example.com"`, False)
	f(`userName eq "bjensen\u0040example.com"`, True)
	f(`urn:ietf:params:scim:schemas:core:2.0:User:userName sw "bj"`, True)
	f(`urn:ietf:params:scim:schemas:core:2.0:Group:userName sw "bj"`, False)

	// strings with case
	f(`externalId eq "BJ-1"`, True)
	f(`externalId eq "bj-1"`, False)
	f(`externalId co "J"`, True)
	f(`externalId co "j"`, False)
	f(`id ne "2819C223"`, True)
	f(`meta.version eq "W/\"a\""`, True)
	f(`meta.version eq "W/\"A\""`, False)

	// a case outside ASCII
	f(`displayName eq "Å JENSEN"`, True)
	f(`displayName eq "å jensen"`, Unknown)
	f(`displayName ne "å jensen"`, Unknown)
	f(`displayName sw "Å"`, True)
	f(`displayName sw "å"`, Unknown)
	f(`displayName eq "o jensen"`, False)

	// presence
	f(`userName pr`, True)
	f(`title pr`, True) // "" is a value (RFC 7643, section 2.5)
	f(`nickName pr`, False)
	f(`roles pr`, False)
	f(`photos pr`, False)
	f(`ims pr`, Unknown)
	f(`emails pr`, True)
	f(`emails.display pr`, True)
	f(`ims.value pr`, False)
	f(`name.middleName pr`, False)
	f(`name pr`, True)
	f(`nope pr`, False)
	f(`password pr`, Unknown)
	f(`not (nope pr)`, True)
	f(`ENT pr`, True)
	f(`urn:example:2.0:Extra pr`, True)
	f(`urn:example:2.0:None pr`, False)

	// what is missing
	f(`nickName eq "x"`, False)
	f(`nickName sw ""`, False)
	f(`nickName ne "x"`, Unknown) // of which RFC 7644 says nothing, and servers differ (T3)
	f(`not (nickName eq "x")`, Unknown)
	f(`not (nickName ne "x")`, Unknown)
	f(`not (nickName sw "x")`, Unknown)
	f(`not (not (nickName eq "x"))`, False)
	f(`not (nickName pr)`, True)
	f(`not (not (nickName pr))`, False)
	f(`not (nickName eq null)`, False)
	f(`nope ne "x"`, Unknown)
	f(`roles.type ne "x"`, Unknown)
	f(`emails.display ne "no value"`, Unknown) // there are elements without it
	f(`emails[type ne "work" and value sw "plain"]`, Unknown)
	f(`emails[not (type eq "work") and value sw "plain"]`, Unknown)
	f(`not (roles[type eq "x"])`, Unknown)
	f(`not (emails[type eq "x"])`, Unknown)
	f(`not (addresses[type eq "x"])`, True)
	f(`roles[type ne "x"]`, False) // there is no element
	f(`nickName ne "x" and userName eq "nobody"`, False)
	f(`nickName ne "x" and userName pr`, Unknown)
	f(`not (nickName eq "x" and userName eq "nobody")`, True)
	f(`not (nickName eq "x" or userName eq "nobody")`, Unknown)
	f(`not (nickName eq "x" or userName pr)`, False)
	f(`password eq "x"`, Unknown)
	f(`not (password eq "x")`, Unknown)
	f(`nickName eq null`, True)
	f(`nickName ne null`, False)
	f(`userName eq null`, False)
	f(`userName ne null`, True)
	f(`userName gt null`, Unknown)
	f(`password eq null`, Unknown)
	f(`roles eq null`, True)
	f(`emails eq null`, False)

	// several values
	f(`emails.type eq "WORK"`, True)
	f(`emails.type ne "work"`, True)
	f(`emails eq "BABS@example.com"`, True)
	f(`emails co "plain"`, True)
	f(`emails.value eq "plain@example.com"`, True)
	f(`emails co "nobody"`, False)
	f(`emails.type eq "work" and emails.value eq "babs@example.com"`, True)
	f(`emails[type eq "work" and value eq "babs@example.com"]`, False)
	f(`emails[type eq "work" and value eq "BARBARA@example.com"]`, True)
	f(`emails[type eq "work"].value eq "barbara@example.com"`, True)
	f(`emails[type eq "work"].value eq "babs@example.com"`, False)
	f(`emails[type eq "work"] eq "barbara@example.com"`, True)
	f(`emails[type eq "home"].primary pr`, False)
	f(`emails[not (type pr)]`, True)
	f(`emails[value eq "plain@example.com"]`, True)
	f(`emails[primary eq true]`, True)
	f(`emails[emails.type eq "work"]`, Unknown)
	f(`roles[not (type eq "x")]`, False)
	f(`phoneNumbers[type eq "work"]`, True)
	f(`phoneNumbers eq "555-1"`, True)
	f(`addresses eq "Oslo"`, Unknown)
	f(`addresses[locality eq "oslo"]`, True)
	f(`name[familyName eq "JENSEN"]`, True)
	f(`name eq "Jensen"`, Unknown)
	f(`schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"`, True)

	// booleans
	f(`active eq true`, True)
	f(`active eq false`, False)
	f(`active ne false`, True)
	f(`active gt false`, Unknown)
	f(`active co true`, Unknown)
	f(`active eq "True"`, Unknown)
	f(`active eq "False"`, False)
	f(`active ne "False"`, True)
	f(`active ne "true"`, Unknown)
	f(`active eq 1`, False)

	// numbers
	f(`age eq 5`, True)
	f(`age eq 50e-1`, True)
	f(`age eq "5"`, Unknown)
	f(`age eq "6"`, False)
	f(`age gt 4.99`, True)
	f(`age le -5`, False)
	f(`age co 5`, Unknown)
	f(`age gt "4"`, Unknown)
	f(`big eq 12345678901234567890`, True)
	f(`big eq 12345678901234567891`, False)
	f(`big gt 1e99999999999999999999`, Unknown)
	f(`userName eq 5`, False)

	// dates
	f(`meta.created eq "2012-02-18T03:04:50.123Z"`, True)
	f(`meta.created eq "2012-02-17T22:04:50.123-05:00"`, True)
	f(`meta.created eq "2012-02-18T03:04:50Z"`, False)
	f(`meta.created gt "2012-02-18T03:04:50Z"`, True)
	f(`meta.created lt "2012-02-18t03:04:50z"`, False)
	f(`meta.created le "2012-02-18T04:04:50.123+01:00"`, True)
	f(`meta.created gt "2012-02-18T03:04:50"`, Unknown)
	f(`meta.created sw "2012"`, Unknown)
	f(`since eq "2024-01-01T00:00:00+00:00"`, Unknown)
	f(`since gt "2023-12-31T00:00:00Z"`, True)

	// extensions
	f(`ENT:department eq "sales"`, True)
	f(`urn:IETF:params:scim:schemas:extension:enterprise:2.0:USER:Department eq "sales"`, True)
	f(`ENT.department eq "sales"`, True)
	f(`ENT[department eq "sales"]`, True)
	f(`department eq "sales"`, False)
	f(`ENT:manager.displayName eq "jim"`, True)
	f(`ENT:manager eq "26118915"`, True)
	f(`ENT:costCenter eq "x"`, False)
	f(`urn:example:2.0:Extra:level ge 3`, True)

	// what is not declared
	f(`nick_names eq "Babs"`, True)
	f(`nick_names eq "babs"`, Unknown)
	f(`nick_names eq "nobody"`, False)
	f(`nick_names ne "BABS"`, True) // "B" is another in any case
	f(`flag eq true`, True)
	f(`flag eq "TRUE"`, Unknown)
	f(`meta.nope eq "x"`, False)

	// logic
	f(`active eq true and password pr`, Unknown)
	f(`active eq false and password pr`, False)
	f(`active eq true or password pr`, True)
	f(`active eq false or password pr`, Unknown)
	f(`not (active eq true and userName sw "b")`, False)
}

func TestHoldsHidden(t *testing.T) {
	f := func(hidden, filter string, want Truth) {
		t.Helper()
		s := users()
		s.Hidden = func(p Path) bool { return p.String() == hidden }
		if got := s.Holds(read(t, filter), barbara); got != want {
			t.Errorf("%s, hidden %s: got %v, want %v", filter, hidden, got, want)
		}
	}
	f("nickName", `NICKNAME eq "x"`, Unknown)
	f("nickName", `nickName ne "x"`, Unknown)
	f("nickName", `nickName pr`, Unknown)
	f("nickName", `nickName eq null`, Unknown)
	f("nickName", `not (nickName eq "x")`, Unknown)
	f("title", `nickName pr`, False)
	f("userName", `userName sw "x"`, False) // it is shown
	f("roles", `roles.type eq "x"`, Unknown)
	f("roles", `roles[type eq "x"]`, Unknown)
	f("roles.type", `roles[type eq "x"]`, Unknown)
	f("roles.type", `roles[type eq "x" and value eq "y"]`, False)
	f("roles.value", `roles[not (type eq "x")]`, Unknown)
	f("roles.type", `roles pr`, Unknown)
	f("roles.type", `roles co "x"`, False)
	f("roles.value", `roles co "x"`, Unknown)
	f("emails.display", `emails[type eq "work" and display eq "x"]`, Unknown)
	f("emails.display", `emails.display eq "x"`, Unknown)
	f("emails.display", `emails.display eq "no value"`, True)
	f("nope", `nope pr`, Unknown)
	f(enterprisePrefix+":costCenter", enterprisePrefix+`:costcenter pr`, Unknown)
	f(enterprisePrefix+":costCenter", enterprisePrefix+`[costcenter pr]`, Unknown)
}

// TestHoldsOnRequest holds that an attribute that is shown on request only, and
// what it consists of, may be there though it is not shown.
func TestHoldsOnRequest(t *testing.T) {
	types, err := Core().With([]Added{
		{"Users", Path{Name: "roles"}, Attribute{Type: TypeComplex, Multi: true, Returned: ReturnedRequest}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := &Scope{Types: types, Resource: "Users"}
	for _, filter := range []string{`roles pr`, `roles.type eq "x"`, `roles co "x"`, `roles[type eq "x"]`} {
		if got := s.Holds(read(t, filter), barbara); got != Unknown {
			t.Errorf("%s: got %v", filter, got)
		}
	}
}

func TestHoldsAnyCase(t *testing.T) {
	f := func(filter string, want Truth) {
		t.Helper()
		s := users()
		s.AnyCase = true
		if got := s.Holds(read(t, filter), barbara); got != want {
			t.Errorf("%s: got %v, want %v", filter, got, want)
		}
	}
	f(`userName eq "bjensen@Example.com"`, True)
	f(`userName eq "bjensen@example.com"`, Unknown)
	f(`userName eq "nobody"`, False)
	f(`externalId eq "BJ-1"`, True)
	f(`externalId eq "bj-1"`, Unknown)
	f(`externalId ne "bj-1"`, Unknown)
	f(`externalId eq "bj-2"`, False)
	f(`emails[type eq "WORK"]`, Unknown)
	f(`active eq true`, True)
	f(`displayName eq "å jensen"`, Unknown)
}

// TestHoldsOddResources holds that no value is taken for what it is not.
func TestHoldsOddResources(t *testing.T) {
	f := func(resource, filter string, want Truth) {
		t.Helper()
		if got := users().Holds(read(t, filter), resource); got != want {
			t.Errorf("%s on %s: got %v, want %v", filter, resource, got, want)
		}
	}
	f(`{}`, `userName pr`, False)
	f(`[]`, `userName pr`, False)
	f(`{"active": "True"}`, `active eq true`, Unknown)
	f(`{"active": "true"}`, `active eq "true"`, Unknown)
	f(`{"active": "False"}`, `active eq true`, False)
	f(`{"userName": 5}`, `userName eq "5"`, Unknown)
	f(`{"userName": 5}`, `userName eq 5`, Unknown)
	f(`{"userName": {"a": 1}}`, `userName eq "5"`, Unknown)
	f(`{"userName": ["a", "b"]}`, `userName eq "B"`, True)
	f(`{"emails": "a@example.com"}`, `emails eq "A@example.com"`, True)
	f(`{"emails": "a@example.com"}`, `emails[value sw "a" and not (type pr)]`, True)
	f(`{"emails": [{"value": null}]}`, `emails.value pr`, False)
	f(`{"emails": [{"value": null}]}`, `emails pr`, Unknown)
	f(`{"user\u004eame": "x"}`, `userName eq "X"`, True)
	f(`{"name.familyName": "x"}`, `name.familyName eq "x"`, False)
	f(`{"meta": {"created": "then"}}`, `meta.created ge "then"`, True)
	f(`{"meta": {"created": "then"}}`, `meta.created eq "2020-01-01T00:00:00Z"`, Unknown)
	f(`{"x509Certificates": [{"value": "QQ=="}]}`, `x509Certificates.value gt "AA=="`, Unknown)
	f(`{"x509Certificates": [{"value": "QQ=="}]}`, `x509Certificates.value eq "QQ=="`, True)
	f(`{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": "x"}`,
		enterprisePrefix+`:department eq "x"`, False)
}

func TestTruth(t *testing.T) {
	all := []Truth{False, Unknown, True}
	var and, or, not []Truth
	for _, a := range all {
		not = append(not, a.Not())
		for _, b := range all {
			and, or = append(and, a.And(b)), append(or, a.Or(b))
		}
	}
	f := func(name string, got []Truth, want ...Truth) {
		t.Helper()
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: got %v, want %v", name, got, want)
				return
			}
		}
	}
	f("and", and, False, False, False, False, Unknown, Unknown, False, Unknown, True)
	f("or", or, False, Unknown, True, Unknown, Unknown, True, True, True, True)
	f("not", not, True, Unknown, False)
}
