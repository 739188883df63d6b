//go:build conformance

package conformance

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/proxy/mock"
)

// TestConformanceSsosync takes the client of ssosync, which AWS wrote for its
// Identity Center, through its cycle at the imitation of that: straight, which it
// was made for, and through the pack, which must not get in its way.
func TestConformanceSsosync(t *testing.T) {
	play := conformanceCache(t, "ssosync/play")
	target := servicetest.Mock(t, "aws-identity-center", mock.Options{})
	front := serve(t, target.URL, "entra", "aws-identity-center")
	for _, way := range []struct{ name, url string }{{"straight", target.URL}, {"with rules", front}} {
		out := command(t, "", play, way.url, "anything")
		for line := range strings.Lines(out) {
			step, outcome, _ := strings.Cut(strings.TrimSpace(line), "\t")
			if outcome != "right" {
				t.Errorf("%s: %s: %s", way.name, step, outcome)
			}
		}
		t.Logf("%s: %d steps right", way.name, strings.Count(out, "\tright\n"))
		for _, endpoint := range []string{"Users", "Groups"} {
			if left := target.All(endpoint); len(left) > 0 {
				t.Errorf("%s: %d %s are left", way.name, len(left), endpoint)
			}
		}
	}
}

// A cliCall is a call of scim2-cli, and what must be in what it prints. ID stands
// for the id of the user that an earlier call has created.
type cliCall struct {
	args  []string
	input string
	want  string
}

var cliCycle = []cliCall{
	{[]string{"query", "user", "--filter", `userName eq "ada@example.com"`}, "", `"totalResults": 0`},
	{[]string{"create"}, `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",` +
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"ada@example.com",` +
		`"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"R&D"},` +
		`"displayName":"Ada Berg","active":true,"name":{"givenName":"Ada","familyName":"Berg"},` +
		`"emails":[{"type":"work","value":"ada@example.com","primary":true}]}`, `"ada@example.com"`},
	{[]string{"query", "user", "--filter", `userName eq "ada@example.com"`}, "", `"totalResults": 1`},
	{[]string{"query", "user", "ID"}, "", `"Ada Berg"`},
	{[]string{"delete", "user", "ID"}, "", ""},
}

// TestConformanceCLI takes scim2-cli, which reads all discovery endpoints before
// anything else and refuses what they do not describe, through a cycle at imitations
// with rules. It takes the first of a resource's schemas for its type, which is an
// extension's at ServiceNow and Atlassian, so that it reads no resource of theirs.
func TestConformanceCLI(t *testing.T) {
	for name, calls := range map[string][]cliCall{
		"aws-identity-center": cliCycle, "servicenow": cliCycle[:1], "atlassian": cliCycle[:1],
	} {
		t.Run(name, func(t *testing.T) {
			target := servicetest.Mock(t, name, mock.Options{})
			front := serve(t, target.URL, "jumpcloud", name)
			callCLI(t, front, calls)
			if left := target.All("Users"); len(left) > 0 {
				t.Errorf("%d users are left", len(left))
			}
		})
	}
}

// callCLI makes calls, each with the id of the user that was created.
func callCLI(t *testing.T, url string, calls []cliCall) {
	t.Helper()
	cli := conformanceCache(t, "tester/bin/scim2")
	id := ""
	for _, call := range calls {
		args := append([]string{"--url", url}, call.args...)
		if i := slices.Index(args, "ID"); i > 0 {
			args[i] = id
		}
		out := command(t, call.input, cli, args...)
		if !strings.Contains(out, call.want) {
			t.Fatalf("%v does not print %s: %s", call.args, call.want, out)
		}
		if call.args[0] == "create" {
			var made struct{ ID string }
			if err := json.Unmarshal([]byte(out), &made); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			id = made.ID
		}
	}
}

// command runs a program of others with an input and returns what it prints.
func command(t *testing.T, input, name string, args ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), name, args...)
	c.Env = append(os.Environ(), "SCIM_CLI_HEADERS=Authorization: Bearer anything")
	c.Stdin = strings.NewReader(input)
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}
