package answer_test

import (
	"fmt"
	"regexp"
	"testing"

	"scimshim/rewrite/json"
	"scimshim/rules/rulestest"
)

// A user has one anonymous name, which nobody else has, and which says nothing of the id.
func TestAnonymousNames(t *testing.T) {
	set := rulestest.Compile(t, rulestest.File("users: {deletes: {action: anonymize}}"))
	form := regexp.MustCompile(`^user-[a-z2-7]{12}$`)
	seen := map[string]bool{}
	for i := range 2000 {
		var names []string
		for range 2 {
			r := rulestest.Do(t, set, fmt.Sprintf("DELETE /Users/%d", i), "204")
			ops, _ := json.Lookup(r.Sent.Body, "Operations")
			for op := range json.Elements(ops) {
				if path, _ := json.Lookup(op, "path"); path == `"userName"` {
					value, _ := json.Lookup(op, "value")
					name, _ := json.Text(value)
					names = append(names, name)
				}
			}
		}
		if len(names) != 2 || names[0] != names[1] || !form.MatchString(names[0]) || seen[names[0]] {
			t.Fatalf("%d is called %q", i, names)
		}
		seen[names[0]] = true
	}
}

func TestAnonymousFaults(t *testing.T) {
	for block, want := range map[string]string{
		"users: {deletes: {action: deactivate, domain: x.org}}":        "f1.yaml:2:39: domain is for action: anonymize",
		"users: {deletes: {action: pass, user_name: address}}":         "f1.yaml:2:33: user_name is for action: anonymize",
		"users: {deletes: {action: anonymize, domain: 'a@x.org'}}":     "f1.yaml:2:46: expected the name of a domain, such as user.anon",
		"users: {deletes: {action: anonymize, domain: a..org}}":        "f1.yaml:2:46: expected the name of a domain, such as user.anon",
		"users: {deletes: {action: anonymize, user_name: externalId}}": "f1.yaml:2:49: expected one of: name, address",
		"groups: {deletes: {action: anonymize}}":                       "f1.yaml:2:28: only users can be disabled; move this below users",
	} {
		rulestest.Fault(t, rulestest.File(block), want)
	}
}
