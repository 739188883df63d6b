package filter

import (
	"strings"
	"testing"
)

func TestParsePath(t *testing.T) {
	f := func(in string, want Path) {
		t.Helper()
		got, err := ParsePath(in)
		if err != nil || got != want || got.String() != in {
			t.Errorf("ParsePath(%s) is %+v, printed %s (%v), want %+v", in, got, got, err, want)
		}
	}
	f("userName", Path{Name: "userName"})
	f("name.familyName", Path{Name: "name", Sub: "familyName"})
	f("members.$ref", Path{Name: "members", Sub: "$ref"})
	f("a-b_c$1", Path{Name: "a-b_c$1"})
	f(EnterpriseURN+":manager.value", Path{EnterpriseURN, "manager", "value"})
	f(EnterpriseURN, Path{Schema: "urn:ietf:params:scim:schemas:extension:enterprise:2.0", Name: "User"})
	f("URN:x:y:z", Path{Schema: "URN:x:y", Name: "z"})
	f("urn:scim:schemas:core:1.0", Path{Schema: "urn:scim:schemas:core", Name: "1", Sub: "0"})
	f("urn:x:y:2.0User", Path{Schema: "urn:x:y", Name: "2", Sub: "0User"})
}

func TestParsePathErrors(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if _, err := ParsePath(in); err == nil || err.Error() != want {
			t.Errorf("ParsePath(%s):\n got %v\nwant %s", in, err, want)
		}
	}
	const noURN = "path column 1: expected a URN such as urn:example:schemas:User before the last colon"
	f("", "path column 1: expected an attribute name, found the end")
	f("a.", "path column 3: expected an attribute name, found the end")
	f(".a", "path column 1: expected an attribute name, found '.'")
	f("2.0", "path column 1: expected an attribute name, which begins with a letter")
	f("urn:x:y:2", "path column 9: expected an attribute name, which begins with a letter")
	f("urn:x:y:2.a", "path column 9: expected an attribute name, which begins with a letter")
	f("a.b.c", "path column 4: expected at most two names in a path, such as name.familyName")
	f("1a", "path column 1: expected an attribute name, which begins with a letter")
	f("$id", "path column 1: expected an attribute name, which begins with a letter")
	f("a b", "path column 2: expected the end of the path, found white space")
	f("emails[type pr]", "path column 7: expected the end of the path, found '['")
	f("a=b", "path column 2: found '=' in an attribute name; expected letters, digits, '-', '_' or '$'")
	f("urn:x:a", noURN)
	f("core:userName", noURN)
	f("a:urn:x:y:z", noURN)
	f(strings.Repeat("a", MaxLen+1), "path column 1: too long; expected at most 8192 bytes")
	f(EnterpriseURN+":", "path column 60: expected an attribute name, found the end")
}

func TestPathIs(t *testing.T) {
	f := func(a, b string, want bool) {
		t.Helper()
		p, errP := ParsePath(a)
		q, errQ := ParsePath(b)
		if errP != nil || errQ != nil || p.Is(q) != want {
			t.Errorf("%s is %s: got %t, want %t (%v, %v)", a, b, !want, want, errP, errQ)
		}
	}
	f("userName", "USERNAME", true)
	f("name.givenName", "Name.GivenName", true)
	f("urn:x:y:a.b", "URN:X:Y:A.B", true)
	f("name", "name.givenName", false)
	f("urn:x:y:a", "a", false)
	f("a-b", "a_b", false)
}

func TestFold(t *testing.T) {
	f := func(a, b string, want bool) {
		t.Helper()
		if Fold(a, b) != want || Fold(b, a) != want {
			t.Errorf("Fold(%q, %q): got %t, want %t", a, b, !want, want)
		}
	}
	f("", "", true)
	f("AbC", "aBc", true)
	f("a", "b", false)
	f("a", "aa", false)
	f("k", "\u212A", false)
	f("É", "é", false)
	// These differ in the bit that tells letters' cases apart.
	f("@", "`", false)
	f("[", "{", false)
	f("-", "\r", false)
}

func TestParseTarget(t *testing.T) {
	f := func(in, path, where, sub string) {
		t.Helper()
		target, err := ParseTarget(in)
		if err != nil {
			t.Errorf("ParseTarget(%s): %v", in, err)
			return
		}
		gotWhere := ""
		if target.Where != nil {
			gotWhere = String(target.Where)
		}
		if target.Path.String() != path || gotWhere != where || target.Sub != sub || target.String() != in {
			t.Errorf("ParseTarget(%s) is %s [%s] %s, printed %s", in, target.Path, gotWhere, target.Sub, target)
		}
	}
	f(`members`, `members`, ``, ``)
	f(`name.familyName`, `name.familyName`, ``, ``)
	f(`emails[type eq "work"]`, `emails`, `type eq "work"`, ``)
	f(`emails[type eq "work"].value`, `emails`, `type eq "work"`, `value`)
	f(`urn:x:y:list.sub[a pr or b eq "]"].$ref`, `urn:x:y:list.sub`, `a pr or b eq "]"`, `$ref`)
}

func TestParseTargetErrors(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if target, err := ParseTarget(in); err == nil || err.Error() != want {
			t.Errorf("ParseTarget(%s):\n got %s, %v\nwant %s", in, target, err, want)
		}
	}
	f(``, `path column 1: expected an attribute name, found the end`)
	f(`/members`, `path column 1: expected an attribute name, which begins with a letter`)
	f(`emails[type eq work].value`, `path column 16: expected a JSON string in double quotes, `+
		`a number, true, false or null, found a word`)
	f(`emails[]`, `path column 8: expected an attribute, not, or '(', found ']'`)
	f(`emails[a pr].b.c`, `path column 15: expected at most two names in a path, such as name.familyName`)
	f(`emails[a pr].`, `path column 14: expected an attribute name, found the end`)
	f(`emails[a pr]b`, `path column 13: expected the end of the path, found a word`)
	f(`emails[a pr].value eq "x"`, `path column 20: expected the end of the path, found a word`)
	f(`emails[a[b pr]]`, `path column 9: a value path inside another; expected an operator`)
	f(`emails [a pr]`, `path column 7: expected '[', found white space`)
}
