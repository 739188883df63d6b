package sdk

import (
	"testing"

	"scimshim/proxy/mock/servicenow/sdk/sdktest"
)

// TestPrecedence checks how terms group where the table of filters has no row.
func TestPrecedence(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		parsed, err := ParseFilter(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := parsed.String(); got != want {
			t.Errorf("%s: read as %s, want %s", text, got, want)
		}
	}
	f(`a eq 1 and b eq 2 or c eq 3`, `((a eq 1 and b eq 2) or c eq 3)`)
	f(`a pr and b pr and c pr or d pr and e pr`, `((a pr and b pr and c pr) or (d pr and e pr))`)
	f(`a pr or b pr and c pr or d pr`, `(a pr or (b pr and c pr) or d pr)`)
	f(`a pr and (b pr or c pr) and not (d pr or e pr)`, `(a pr and (b pr or c pr) and not ((d pr or e pr)))`)
	f(`a eq -1.5e3 and b eq null`, `(a eq -1.5e3 and b eq null)`)
	f(`a eq "x"and b eq true`, `(a eq "x" and b eq true)`)
}

// TestBadValues checks comparison values that are not JSON scalars.
func TestBadValues(t *testing.T) {
	for _, value := range []string{
		`01`, `.5`, `+1`, `1.`, `1e`, `-`, `'x'`, `“x”`, `"x`, `"\x"`, `"\u12"`, `True`, `{"a"`,
	} {
		_, err := ParseFilter("a eq " + value)
		compareError(t, value, err, "invalidFilter", "Invalid comparison value at position 5")
	}
}

// TestOperators checks the evaluation of each operator.
func TestOperators(t *testing.T) {
	user := sdktest.Object(t, `{"userName":"Ada","age":36,"score":1.5,"active":true,"nick":null,"tags":["a","b"],
		"meta":{"created":"2026-01-02T03:04:05Z"},"urn:a:b":{"x":"y"},
		"emails":[{"type":"work","value":"ada@example.com"},{"type":"home"}]}`)
	f := func(text string, want bool) {
		t.Helper()
		parsed, err := ParseFilter(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := parsed.Matches(user); got != want {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	f(`userName co "D"`, true)
	f(`userName ew "DA"`, true)
	f(`userName ew "x"`, false)
	f(`age co "3"`, false)
	f(`age gt 35 and age ge 36 and age lt 37 and age le 36`, true)
	f(`age lt 36 or age gt 36`, false)
	f(`score gt 1`, true)
	f(`meta.created lt "2026-01-02T04:04:05+00:00"`, true)
	f(`meta.created gt "2026-01-02T04:04:05+02:00"`, true)
	f(`tags eq "B"`, true)
	f(`tags ne "b"`, false)
	f(`nick eq null and nobody eq null and not (nick pr)`, true)
	f(`userName eq null`, false)
	f(`active eq true and not (active eq false)`, true)
	f(`emails[type eq "home" and value pr]`, false)
	f(`emails[type eq "work"]`, true)
	f(`urn:a:b:x eq "Y"`, true)
}

// TestEvaluation holds the evaluator against the SDK's on one user.
func TestEvaluation(t *testing.T) {
	user := sdktest.Object(t, `{"userName":"bjensen@x","active":true,"age":5,
		"meta":{"created":"2012-02-18T03:04:50Z"},
		"emails":[{"type":"work","value":"a@x"},{"type":"home","value":"b@x"}]}`)
	rows := sdktest.Table(t, "testdata/unboundid-eval.tsv")
	for _, row := range rows {
		f, err := ParseFilter(row["filter"])
		if err != nil {
			t.Errorf("%s: %v", row["filter"], err)
			continue
		}
		if got, want := f.Matches(user), row["match_2.3.8"] == "true"; got != want {
			t.Errorf("%s: %v, want %v", row["filter"], got, want)
		}
	}
	t.Logf("%d filters compared", len(rows))
}
