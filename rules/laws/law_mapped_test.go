package laws_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/rules/rulestest"
)

// mappedElements are what Entra's default mapping of users writes of attributes with several
// values, and the mapping of a role, with a value of each.
var mappedElements = map[string]string{
	`emails[type eq "work"].value`:            `"kim@example.com"`,
	`emails[type eq "other"].value`:           `"k@example.com"`,
	`addresses[type eq "other"].formatted`:    `"House 1"`,
	`addresses[type eq "work"].formatted`:     `"House 1"`,
	`addresses[type eq "work"].streetAddress`: `"12 Main Street"`,
	`addresses[type eq "work"].locality`:      `"Lund"`,
	`addresses[type eq "work"].region`:        `"Skane"`,
	`addresses[type eq "work"].postalCode`:    `"22100"`,
	`addresses[type eq "work"].country`:       `"SE"`,
	`phoneNumbers[type eq "work"].value`:      `"0701"`,
	`phoneNumbers[type eq "mobile"].value`:    `"0702"`,
	`phoneNumbers[type eq "fax"].value`:       `"0703"`,
	`roles[primary eq "True"].value`:          `"admin"`,
}

// refusedElements are those that a target's page says are refused.
var refusedElements = map[string]string{"servicenow": `roles[primary eq "True"].value`}

// What Entra's default mapping writes and a target has no room or no form for costs nothing
// else of the PATCH: it is dropped, and counted (F1).
func TestMappedElementsCostNoOther(t *testing.T) {
	for _, target := range targets {
		set := rulestest.Packs(t, "entra", target)
		for path, value := range mappedElements {
			if refusedElements[target] == path {
				continue
			}
			for _, op := range []string{"Add", "Replace"} {
				name := `{"op":"Replace","path":"displayName","value":"Kim"}`
				if target == "sentry" || target == "hcp-terraform" { // which store no names
					name = `{"op":"Replace","path":"active","value":true}`
				}
				ops := fmt.Sprintf(`{"op":%q,"path":%s,"value":%s},%s`, op, rulestest.Quoted(path), value, name)
				r := rulestest.Do(t, set, rulestest.EntraPatch("Users", ops), "204")
				switch {
				case r.Sent == nil:
					t.Errorf("%s: %s %s: %v", target, op, path, r.Err)
				case !strings.Contains(r.Sent.Body, `"displayName"`) && !strings.Contains(r.Sent.Body, `"active"`):
					t.Errorf("%s: %s %s: %s", target, op, path, r.Sent.Body)
				case !strings.Contains(r.Sent.Body, value) && r.Dropped() == 0:
					t.Errorf("%s: %s %s is lost and not counted: %s", target, op, path, r.Sent.Body)
				}
			}
		}
	}
}
