package servicenow

import (
	"errors"
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/servicenow/sdk"
)

// FuzzFilter checks that any text is read or refused in the library's way, and that what was read can be
// evaluated.
func FuzzFilter(f *testing.F) {
	f.Add(`emails[type eq "work" and value eq "x"] and not (active eq true or title pr)`)
	f.Add(`urn:a:b:c.d[e gt 1e5] or x eq "\ud800"`)
	user, err := ordered.Decode([]byte(baseUser))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := sdk.ParseFilter(text)
		var refused *sdk.Error
		switch {
		case err == nil:
			filter.Matches(user)
			_ = filter.String()
			_ = objectionsTo(kit.Options{}, "Users", filter)
		case !errors.As(err, &refused):
			t.Errorf("%q: an error of another type: %v", text, err)
		}
	})
}

// FuzzPatch checks that no body breaks the PATCH engine, and that a refused one leaves the resource as it
// was.
func FuzzPatch(f *testing.F) {
	f.Add(`{"Operations":[{"op":"Replace","path":"emails[type eq \"work\"].value","value":[{}]}]}`)
	f.Add(`{"Operations":[{"op":"add","value":{"members":[["x"]],"urn:x:y":{"a":null}}},
		{"op":"remove","path":"urn:x:y:"}]}`)
	f.Add(`{"Operations":[{"op":"add","path":"a[b eq 1].c","value":{"d":[]}}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		body, err := ordered.Decode([]byte(text))
		if err != nil {
			return
		}
		for _, profile := range sdk.Profiles {
			user, _ := ordered.Decode([]byte(baseUser))
			before := string(ordered.Encode(user))
			ops, err := profile.ParsePatch(body)
			if err != nil {
				continue
			}
			_ = userType.CheckModify(ops, user)
			applied(user, ops)
			if after := string(ordered.Encode(user)); after != before {
				t.Errorf("%s: changed the resource itself: %s", text, after)
			}
		}
	})
}
