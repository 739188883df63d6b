package mock

import (
	"errors"
	"testing"
)

// FuzzFilter checks that any text is read or refused in the library's way, and that what was read can be
// evaluated.
func FuzzFilter(f *testing.F) {
	f.Add(`emails[type eq "work" and value eq "x"] and not (active eq true or title pr)`)
	f.Add(`urn:a:b:c.d[e gt 1e5] or x eq "\ud800"`)
	user, err := decodeObject([]byte(baseUser))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		filter, err := parseSDKFilter(text)
		var refused *sdkError
		switch {
		case err == nil:
			filter.matches(user)
			_ = filter.String()
			_ = Options{}.doubts("Users", filter)
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
		body, err := decodeObject([]byte(text))
		if err != nil {
			return
		}
		for _, profile := range sdkProfiles {
			user, _ := decodeObject([]byte(baseUser))
			before := string(encode(user))
			ops, err := profile.parsePatch(body)
			if err != nil {
				continue
			}
			_ = snowUserType.checkModify(ops, user)
			applied(user, ops)
			if after := string(encode(user)); after != before {
				t.Errorf("%s: changed the resource itself: %s", text, after)
			}
		}
	})
}
