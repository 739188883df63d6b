package filter

import (
	"slices"
	"strings"
	"testing"
)

// TestLenience reads each form beyond RFC 7644: what it is read as, the one
// lenience that it needs, and that without that one it is refused.
func TestLenience(t *testing.T) {
	f := func(in, want, names string) {
		t.Helper()
		e, used, err := ParseLenient(in, All)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			return
		}
		if got := strings.Join(used.Names(), " "); String(e) != want || got != names {
			t.Errorf("%s is read as %s (%s), want %s (%s)", in, String(e), got, want, names)
		}
		for _, name := range used.Names() {
			l, err := ParseLenience(name)
			if err != nil {
				t.Fatal(err)
			}
			if e, _, err := ParseLenient(in, All&^l); err == nil {
				t.Errorf("%s is read as %s without %s", in, String(e), name)
			}
		}
	}
	const emailEq = `emails[type eq "work"].value eq "anna.lind@example.com"`
	f(emailEq, emailEq, "element_compare")
	f(`a[b pr].c pr and d pr`, `a[b pr].c pr and d pr`, "element_compare")
	f(`not (a[b pr or c pr] sw "x")`, `not (a[b pr or c pr] sw "x")`, "element_compare")

	f(`emails.work.value eq "a@b.c"`, `emails[type eq "work" and value eq "a@b.c"]`, "typed_path")
	f(`phoneNumbers.mobile.value pr and a eq 1`, `phoneNumbers[type eq "mobile" and value pr] and a eq 1`, "typed_path")
	f(`not (emails.home.value sw "a")`, `not (emails[type eq "home" and value sw "a"])`, "typed_path")
	f(`urn:x:y:z.a.b eq joe`, `urn:x:y:z[type eq "a" and b eq "joe"]`, "unquoted typed_path")

	f(`userName eq joe`, `userName eq "joe"`, "unquoted")
	f(`userName eq joe@example.com or a pr`, `userName eq "joe@example.com" or a pr`, "unquoted")
	f(`(id eq 0f5d3d7b-36c9-4d4f-8a0e-6f2f6d8a1f10)`, `id eq "0f5d3d7b-36c9-4d4f-8a0e-6f2f6d8a1f10"`, "unquoted")
	f(`a[b gt 2011-05-13T04:42:34Z]`, `a[b gt "2011-05-13T04:42:34Z"]`, "unquoted")
	f(`a eq True or a eq FALSE or a eq Null`, `a eq "True" or a eq "FALSE" or a eq "Null"`, "unquoted")
	f(`a eq 01 or a eq +1 or a eq .5`, `a eq "01" or a eq "+1" or a eq ".5"`, "unquoted")
	f(`a eq true or a eq null or a eq 1e3`, `a eq true or a eq null or a eq 1e3`, "")
	f(`a eq DOMAIN\joe`, `a eq "DOMAIN\\joe"`, "unquoted")
	f(`a eq O'Malley`, `a eq "O'Malley"`, "unquoted")
	f(`a eq joe+tag@example.com`, `a eq "joe+tag@example.com"`, "unquoted")

	f(`a eq "the "big" one"`, `a eq "the \"big\" one"`, "unescaped")
	f(`a[b eq "x"y"] and c pr`, `a[b eq "x\"y"] and c pr`, "unescaped")
	f(`(a eq "x"y") and c pr`, `a eq "x\"y" and c pr`, "unescaped")
	f(`a eq "EXAMPLE\joe" and b pr`, `a eq "EXAMPLE\\joe" and b pr`, "unescaped")
	f(`a eq "C:\"`, `a eq "C:\\"`, "unescaped")
	f(`a eq "\"x\" \u00e9 \ud800 \z"`, `a eq "\"x\" \u00e9 \\ud800 \\z"`, "unescaped")
	f(`a eq "and"y"`, `a eq "and\"y"`, "unescaped")
	f(`b pr and a eq "5" 1/2"`, `b pr and a eq "5\" 1/2"`, "unescaped")

	f(`userName+eq+"joe"`, `userName eq "joe"`, "plus_space")
	f(`not+(a+pr)+and+b[c+pr+or+d+eq+1]`, `not (a pr) and b[c pr or d eq 1]`, "plus_space")
	f(`displayName+eq+"Anna Lind"`, `displayName eq "Anna Lind"`, "plus_space")
	f(`a+eq+joe+or+b+pr`, `a eq "joe" or b pr`, "unquoted plus_space")

	f(`  a   pr  `, `a pr`, "spacing")
	f("a\teq\r\n\"x\"", `a eq "x"`, "spacing")
	f(`( a pr )`, `a pr`, "spacing")
	f(`emails [ type eq "work" ]`, `emails[type eq "work"]`, "spacing")
	f(`emails[type eq "work"] .value eq "x"`, `emails[type eq "work"].value eq "x"`, "element_compare spacing")
	f(`a eq"x"and(b pr)or not  (c pr)`, `a eq "x" and b pr or not (c pr)`, "spacing")
}

// TestLenienceRefuses holds what no lenience makes readable, because more than
// one reading is possible, or none.
func TestLenienceRefuses(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		e, used, err := ParseLenient(in, All)
		if err == nil {
			t.Errorf("%s is read as %s (%v)", in, String(e), used.Names())
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %s", in, err, want)
		}
	}
	f(`emails[type eq "work"].value`, "expected a space and an operator")
	f(`emails[type eq "work"] pr`, "expected and, or, or the end")
	f(`a[b pr].c.d eq "x"`, "at most two names")

	f(`a eq Anna Lind`, "column 11: expected and, or")
	f(`a eq and`, "expected a JSON string")
	f(`a eq or b pr`, "expected a JSON string")
	f(`a eq 'joe'`, "expected a JSON string")
	f(`a eq joe'`, "expected a JSON string")
	f(`a eq “joe”`, "expected a JSON string")
	f(`a eq {}`, "expected a JSON string")
	f(`a eq ["x"]`, "expected a JSON string")
	f(`a eq jo"e"`, "expected and, or")
	f("a eq jo\u00a0e", "expected a JSON string")
	f("a eq jo\xff", "expected a JSON string")
	f(`not a pr`, "expected '(' after not")

	// What may be one value of a client that escapes nothing (W4).
	for _, in := range []string{
		`displayName eq "x" or displayName eq "Admins"`,
		`displayName eq "x" OR title pr or displayName eq "Admins"`,
		`displayName eq "x" or id ne "Admins"`,
		`displayName eq "x" and not (title pr) and id eq "Admins"`,
		`displayName eq "x" and (a pr or b pr) and id eq "Admins"`,
		`(displayName eq "x") or (displayName eq "Admins")`,
		`(displayName eq "x" or displayName eq "Admins")`,
		`not (displayName eq "x" or displayName eq "Admins")`,
		`not (displayName eq "x") or not (displayName eq "Admins")`,
		`active eq true and (displayName eq "x" or displayName eq "Admins")`,
		`displayName co "x" or a eq true or displayName sw "Admins"`,
		`displayName eq "x" or displayName eq "y" or displayName eq "z"`,
		`displayName eq "x"or displayName eq"Admins"`,
		`displayName+eq+"x"+or+displayName+eq+"Admins"`,
		`emails[type eq "work" or value eq "x"]`,
		`emails[type eq "work"] or emails[type eq "home"]`,
		`emails[type eq "work"].value eq "x" or emails[type eq "work"].value eq "y"`,
		`a eq "v" and b eq "w" or c eq "x"`,
	} {
		f(in, "that is a part of the filter, or of one value whose quotes")
	}
	f(`displayName eq "x" and displayName eq "Admins"`, "two values of one attribute, or one value whose")
	f(`(a eq "x") and b pr and (a eq "y")`, "two values of one attribute")
	f(`emails[value eq "x" and value eq "y"]`, "two values of one attribute")
	f(`a eq "x"y" and b eq "z"`, "may end the string")
	f(`a eq "x" and "y"`, "expected an attribute")
	f(`a eq "x"y")"`, "may end the string")
	f(`a[b eq "x"y"]"`, "may end the string")
	f(`a eq "x\" and b eq "z"`, "may end the string")
	f(`a eq "x"y"OR z"`, "may end the string")
	f(`a eq "x"y" not z"`, "may end the string")
	f(`a eq "x"y`, "expected and, or")
	f(`a eq "x\z`, "not an escape")
	f(`a eq "C:\new\user"`, "a backslash that may begin an escape")
	f(`a eq "x"\ty"`, "a backslash that may begin an escape")
	f("a eq \"x\"\ty\"", "control character")
	f("a eq \"x\\z\x01\"", "control character")
	f("a eq \"x\"\xffy\"", "not UTF-8")

	f(`a+eq+"b+c"`, "a literal with '+'")
	f(`a+eq+"b%20c"`, "a literal with '+' or '%' in a filter whose spaces are '+'")
	f(`a+eq+"b"y+c"`, "a literal with '+'")
	f(`a+eq++1`, "expected a JSON string")
	f(`a+eq+1e+3`, "expected and, or")
	f(`a+eq "b"`, "found white space")
	f(`a eq+"b"`, "unknown operator")

	f(`aeq "x"`, "expected one of eq")
	f(`a eq "x" orb pr`, "expected and, or")
}

// What has one reading is read, with or without the lenience for quotes: where one
// of the literals is in brackets of its own, or in no quotes, or all is joined by and.
func TestOneReading(t *testing.T) {
	for _, in := range []string{
		`displayName eq "x" or title pr`,
		`title pr or displayName eq "x"`,
		`active eq true or displayName eq "x"`,
		`displayName eq "x" or active eq true`,
		`not (displayName eq "x")`,
		`not (displayName eq "x") and title eq "y"`,
		`displayName eq "x" or (title eq "y" and a pr)`,
		`emails[type eq "work"] or title eq "y"`,
		`emails[type eq "work" and value eq "y"] or title pr`,
		`(emails[type eq "work"] or title pr) and (userName pr or not (title eq "y"))`,
		`id eq "x" and manager eq "y"`,
		`id eq "x" and members eq "y" and active eq true`,
		`a eq "x" and a ne "y"`,
		`a eq "x" and a eq "x"`,
		`emails[type eq "work" and value eq "x"]`,
		`emails[type eq "work"] and emails[type eq "home"]`,
	} {
		if e, used, err := ParseLenient(in, All); err != nil || used != 0 || String(e) != strings.ReplaceAll(in, `(title eq "y" and a pr)`, `title eq "y" and a pr`) {
			t.Errorf("%s: %v (%v) %v", in, e, used.Names(), err)
		}
	}
	for _, in := range []string{`a eq "x" or a eq "y"`, `a eq "x" and a eq "y"`} {
		if _, _, err := ParseLenient(in, All&^Unescaped); err != nil {
			t.Errorf("%s, of a client that escapes: %v", in, err)
		}
	}
	if _, _, err := ParseTargetLenient(`members[value eq "x" or value eq "y"]`, All); err == nil {
		t.Error("a path that may hold one value is read as one with two")
	}
}

func TestTargetLenience(t *testing.T) {
	f := func(in, want, names string) {
		t.Helper()
		target, used, err := ParseTargetLenient(in, All)
		if got := strings.Join(used.Names(), " "); err != nil || target.String() != want || got != names {
			t.Errorf("%s is read as %s (%s), want %s (%s): %v", in, target, got, want, names, err)
		}
	}
	f(`emails[type eq work].value`, `emails[type eq "work"].value`, "unquoted")
	f(`emails [type eq "work"] .value `, `emails[type eq "work"].value`, "spacing")
	f(`emails[type+eq+"work"].value`, `emails[type eq "work"].value`, "plus_space")
	f(`roles[value eq "{"id":"1"}"].value`, `roles[value eq "{\"id\":\"1\"}"].value`, "unescaped")
	f(` members`, `members`, "spacing")
}

func TestParseLenience(t *testing.T) {
	names := All.Names()
	var all Lenience
	for _, name := range names {
		l, err := ParseLenience(name)
		if err != nil || !slices.Equal(l.Names(), []string{name}) {
			t.Errorf("%s: got %v, %v", name, l.Names(), err)
		}
		all |= l
	}
	if all != All || len(names) != len(lenienceNames) {
		t.Errorf("got %v, want each name", names)
	}
	const want = `unknown lenience "Unquoted"; ` +
		`expected one of element_compare, unquoted, unescaped, plus_space, spacing, typed_path`
	if _, err := ParseLenience("Unquoted"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if names := Lenience(0).Names(); names != nil {
		t.Errorf("got %v for none", names)
	}
}
