package aws_test

import (
	"fmt"
	"strings"
	"testing"

	"scimshim/proxy/mock/mocktest"
)

func TestCreateGroup(t *testing.T) {
	f := func(name, body string, status int, want, cause string) {
		t.Helper()
		mocktest.Run(t, start, []mocktest.Row{{Page: "CreateGroup", Name: name, Method: "POST", Target: "/Groups",
			Body: body, Status: status, Want: want, Not: `"members"`, Cause: cause}})
	}
	f("with members", `{"externalId":"g2","displayName":"Sales","members":[{"value":"{ada}","type":"User",
		"$ref":"../Users/{ada}"}]}`, 201, `"displayName":"Sales"`, "")
	f("without members", `{"displayName":"Sales","members":[]}`, 201, `"displayName":"Sales"`, "")
	f("displayName is required", `{"externalId":"g2"}`, 400, generic, "displayName is required")
	f("name in use", `{"displayName":"engineers"}`, 409, `"status":"409"`, "in use")
	f("externalId in use [infer]", `{"displayName":"Sales","externalId":"G-1"}`, 409, `"409"`, "in use")
	f("forbidden character [infer]", `{"displayName":"a:b"}`, 400, generic, "forbidden character")
	f("display of a member", `{"displayName":"Sales","members":[{"value":"{ada}","display":"Ada"}]}`, 400,
		generic, "display is not supported")
	f("no such member [infer]", `{"displayName":"Sales","members":[{"value":"{nobody}"}]}`, 400, generic,
		"a member is a user")
	f("a group in a group", `{"displayName":"Sales","members":[{"value":"{eng}"}]}`, 400, generic,
		"a member is a user")
	f("100 members", `{"displayName":"Sales","members":[`+many(100)+`]}`, 201, `"Sales"`, "")
	f("101 members", `{"displayName":"Sales","members":[`+many(101)+`]}`, 400, generic, "at most 100 members")
}

// many is a list of the same member n times.
func many(n int) string {
	return strings.TrimSuffix(strings.Repeat(`{"value":"{ada}"},`, n), ",")
}

const (
	onlyAda, onlyBob = `[{"value":"{ada}"}]`, `[{"value":"{bob}"}]`
	bothMembers      = `[{"value":"{ada}"},{"value":"{bob}"}]`
	noMembers        = "nobody"
)

// patchingEng returns a function that runs one row of PatchGroup and then looks at the members in the store,
// for the answers say nothing of them.
func patchingEng(t *testing.T, page string) func(name, ops string, status int, members, cause string) {
	return func(name, ops string, status int, members, cause string) {
		t.Helper()
		t.Run(page+" "+name, func(t *testing.T) {
			target, base := start(t)
			got, answer := mocktest.Ask(t, "PATCH", base+mocktest.IDs.Replace("/Groups/{eng}"),
				mocktest.IDs.Replace(mocktest.PatchOf(ops)))
			group, _ := target.Find("Groups", mocktest.IDs.Replace("{eng}"))
			holds := strings.Contains(string(group), mocktest.IDs.Replace(`"members":`+members))
			if members == noMembers {
				holds = !strings.Contains(string(group), `"value"`)
			}
			said := target.Take()[0].Cause
			if got != status || !holds || !strings.Contains(said, cause) || (said == "") != (cause == "") {
				t.Errorf("status %d, cause %q, group %s, answer %s", got, said, group, answer)
			}
			if status == 400 && !strings.Contains(answer, generic) || status == 204 && answer != "" {
				t.Errorf("answer %s", answer)
			}
		})
	}
}

func TestPatchGroup(t *testing.T) {
	f := patchingEng(t, "PatchGroup")
	f("add", `{"op":"add","path":"members","value":[{"value":"{bob}"}]}`, 204, bothMembers, "")
	f("add again", `{"op":"add","path":"members","value":[{"value":"{ada}"}]}`, 204, onlyAda, "")
	f("add without path", `{"op":"add","value":{"members":[{"value":"{bob}"}]}}`, 204, bothMembers, "")
	f("remove by list", `{"op":"remove","path":"members","value":[{"value":"{ada}"}]}`, 204, noMembers, "")
	f("remove of another", `{"op":"remove","path":"members","value":[{"value":"{bob}"}]}`, 204, onlyAda, "")
	f("remove by value path [infer]", `{"op":"remove","path":"members[value eq \"{ada}\"]"}`, 204, noMembers,
		"")
	f("add and remove", `{"op":"add","path":"members","value":[{"value":"{bob}"}]},
		{"op":"remove","path":"members","value":[{"value":"{ada}"}]}`, 204, onlyBob, "")
	f("the example, with another id", `{"op":"replace","value":{"id":"{bob}","displayName":"Makers"}}`,
		204,
		onlyAda, "")
}

// TestReplaceMembers has the wire capture of April 2024 (lichti/aws-iam-scim-problem), and what the page
// says beside it.
func TestReplaceMembers(t *testing.T) {
	f := patchingEng(t, "capture")
	f("replace by an empty list", `{"op":"replace","path":"members","value":[]}`, 204, onlyAda,
		"does nothing")
	f("replace without value", `{"op":"replace","path":"members"}`, 204, onlyAda, "does nothing")
	f("replace by an empty id", `{"op":"replace","path":"members","value":[{"value":""}]}`, 400, noMembers,
		"cannot be replaced")
	f = patchingEng(t, "PatchGroup")
	f("replace by members", `{"op":"replace","path":"members","value":[{"value":"{bob}"}]}`, 400, onlyAda,
		"cannot be replaced")
	f("replace without path", `{"op":"replace","value":{"members":[{"value":"{bob}"}]}}`, 400, onlyAda,
		"cannot be replaced")
	f("bare remove", `{"op":"remove","path":"members"}`, 400, onlyAda, "all be removed")
	f("remove of an empty list", `{"op":"remove","path":"members","value":[]}`, 400, onlyAda, "all be removed")
}

func TestPatchGroupLimits(t *testing.T) {
	f := patchingEng(t, "PatchGroup")
	f("100 changes", `{"op":"add","path":"members","value":[`+many(100)+`]}`, 204, onlyAda, "")
	f("101 changes", `{"op":"add","path":"members","value":[`+many(100)+`]},
		{"op":"remove","path":"members[value eq \"{ada}\"]"}`, 400, onlyAda, "more than 100")
	f("101 changes without path", `{"op":"add","value":{"members":[`+many(101)+`]}}`, 400, onlyAda,
		"more than 100")
	f("no such member [infer]", `{"op":"add","path":"members","value":[{"value":"{bob}"},
		{"value":"{nobody}"}]}`, 400, onlyAda, "a member is a user")
	f("another attribute", `{"op":"add","path":"description","value":"x"}`, 400, onlyAda, "no attribute")
	f("removal of the name", `{"op":"remove","path":"displayName"}`, 400, onlyAda, "keeps its displayName")
	f("removal of externalId", `{"op":"remove","path":"externalId"}`, 204, onlyAda, "")
	f("a null", `{"op":"replace","path":"displayName","value":null}`, 400, onlyAda, "takes a string")
	f("members.value", `{"op":"add","path":"members.value","value":"{bob}"}`, 400, onlyAda,
		"selected by value")
}

// TestRename: the name changes, and one in use is a conflict [infer].
func TestRename(t *testing.T) {
	target, base := start(t)
	group := base + mocktest.IDs.Replace("/Groups/{eng}")
	rename := func(name string, want int) {
		t.Helper()
		status, answer := mocktest.Ask(t, "PATCH", group,
			mocktest.PatchOf(fmt.Sprintf(`{"op":"replace","path":"displayName","value":%q}`, name)))
		if status != want {
			t.Errorf("%s: status %d, want %d: %s", name, status, want, answer)
		}
	}
	rename("Makers", 204)
	if _, err := target.Seed("Groups", `{"displayName":"Sales"}`); err != nil {
		t.Fatal(err)
	}
	rename("Sales", 409)
	rename("", 400)
	if o, _ := target.Find("Groups", mocktest.IDs.Replace("{eng}")); !strings.Contains(string(o), `"Makers"`) {
		t.Errorf("%s", o)
	}
}

// TestDeletedMember: a user's memberships end with it.
func TestDeletedMember(t *testing.T) {
	target, base := start(t)
	mocktest.Ask(t, "DELETE", base+mocktest.IDs.Replace("/Users/{ada}"), "")
	if o, _ := target.Find("Groups", mocktest.IDs.Replace("{eng}")); strings.Contains(string(o), `"value"`) {
		t.Errorf("%s", o)
	}
}
