package patch

import (
	"strings"
	"testing"
)

// TestPathForms holds the paths that are refused before anything is looked
// up, and some values that look like syntax.
func TestPathForms(t *testing.T) {
	for _, text := range []string{"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[b eq]", `a[b eq "c"`,
		`a[b eq "c"]d`,
		`a[b eq "c"].`, `a[b ne "c"]`, `a[b eq c]`, `a[b eq 1]`, "a b", "1a", `[b eq "c"]`,
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:", "urn:x:y:a"} {
		if p, no := ParsePath(text); no == nil || no.Status != 400 || no.ScimType != "invalidPath" {
			t.Errorf("path %q gives %+v, %+v", text, p, no)
		}
	}
	p, no := ParsePath(`emails[value eq "a\"].b]@example.com"].value`)
	if no != nil || p.Sub != "value" || p.Where.Value != `a"].b]@example.com` {
		t.Errorf("brackets in quotes give %+v, %+v", p, no)
	}
	if _, no := ParsePath(strings.Repeat("a", 1000) + "-_9"); no != nil {
		t.Errorf("a long name is refused: %+v", no)
	}
}
