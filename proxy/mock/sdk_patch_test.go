package mock

import (
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// The resources that the SDK was run on; a row adds attributes to them.
const (
	baseUser = `{"schemas":["urn:ietf:params:scim:schemas:extension:servicenow:2.0:User",
		"urn:ietf:params:scim:schemas:core:2.0:User"],"id":"02826bf03710200044e0bfc8bcbe5d6d",
		"userName":"survey.user",		"name":{"familyName":"user","givenName":"survey"},
		"urn:ietf:params:scim:schemas:extension:servicenow:2.0:User":{"employeeNumber":"1",
		"department":{"value":"221db0edc611228401760aec06c9d929","name":"Sales"}}}`
	baseGroup = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"a","displayName":"HR"}`
)

// TestPatchProfiles holds the PATCH engine of each profile against what the SDK did, with its schema check
// (the first result of a cell) and without (the last).
func TestPatchProfiles(t *testing.T) {
	versions := map[string]string{"sdk230": "2.3.0", "sdk23": "2.3.8", "sdk5": "5.0.0"}
	for _, name := range []string{"unboundid-patch.tsv", "unboundid-rewrites.tsv"} {
		rows := table(t, name)
		for _, row := range rows {
			for profile, version := range versions {
				comparePatch(t, row, profile, resultOf(row, version))
			}
		}
		t.Logf("%s: %d rows compared in %d profiles", name, len(rows), len(versions))
	}
}

var versionList = regexp.MustCompile(`^([0-9.,]+): `)

// resultOf picks a version's results out of a row: what is said of it among the other versions, else that
// of 2.3.8.
func resultOf(row map[string]string, version string) []string {
	var found []string
	within := false
	for _, part := range strings.Split(row["other_versions"], " || ") {
		if list := versionList.FindStringSubmatch(part); list != nil {
			within = strings.Contains(","+list[1]+",", ","+version+",")
			part = part[len(list[0]):]
		}
		if within {
			found = append(found, part)
		}
	}
	if found == nil {
		found = strings.Split(row["result_2.3.8"], " || ")
	}
	return found
}

func comparePatch(t *testing.T, row map[string]string, profile string, want []string) {
	t.Helper()
	resource, before := patchedResource(t, row)
	body := patchBody(t, row)
	p := sdkProfiles[profile]
	ops, err := p.parsePatch(body)
	if err != nil {
		sameOutcome(t, row["case"], profile, want[0], "PARSE "+describe(err))
		return
	}
	checked := applied(before, ops)
	if err := resource.checkModify(ops, before); err != nil {
		checked = "SCHEMA " + describe(err)
	}
	sameOutcome(t, row["case"], profile, want[0], checked)
	sameOutcome(t, row["case"], profile, want[len(want)-1], func() string {
		if len(want) == 1 {
			return checked
		}
		return applied(before, ops)
	}())
}

func patchedResource(t *testing.T, row map[string]string) (*sdkResourceType, *object) {
	t.Helper()
	resource, base := snowUserType, baseUser
	if row["type"] == "Group" {
		resource, base = snowGroupType, baseGroup
	}
	before := mustObject(t, base)
	for _, m := range mustObject(t, row["before(attributes)"]).members {
		before.set(m.name, m.value)
	}
	return resource, before
}

// patchBody makes the request body. Three rows describe a body that is not just a list of operations.
func patchBody(t *testing.T, row map[string]string) *object {
	t.Helper()
	operations, err := decode([]byte(row["operations"]))
	if err != nil {
		t.Fatal(err)
	}
	body := newObject("schemas", []any{patchURN}, "Operations", operations)
	switch row["case"][:3] {
	case "E81":
		body.drop("schemas")
	case "E85":
		body.drop("Operations")
	case "E86":
		body.set("foo", "x")
	}
	return body
}

func mustObject(t *testing.T, text string) *object {
	t.Helper()
	o, err := decodeObject([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return o
}

func describe(err error) string {
	var e *sdkError
	errors.As(err, &e)
	return e.kind + ": " + e.detail
}

// applied applies the operations to a copy and says what came of it.
func applied(before *object, ops []sdkOperation) string {
	after := before.clone()
	for _, op := range ops {
		if err := op.apply(after); err != nil {
			return "APPLY " + describe(err)
		}
	}
	diff := &object{}
	for _, m := range after.members {
		if old, found := before.lookup(m.name); !found || !equalJSON(old, m.value) {
			diff.set(m.name, m.value)
		}
	}
	for _, m := range before.members {
		if _, found := after.lookup(m.name); !found {
			diff.set(m.name, nil)
		}
	}
	return "APPLY ok " + string(encode(diff))
}

var jacksonClass = regexp.MustCompile(`^PARSE (null|[A-Za-z]+Exception): `)

// sameOutcome compares an outcome with a table's. The table names Jackson's class where the mock has no
// scimType, and the class, not the scimType, of an exception that the schema check let through.
func sameOutcome(t *testing.T, row, profile, want, got string) {
	t.Helper()
	want = jacksonClass.ReplaceAllString(want, "PARSE : ")
	if diff, ok := strings.CutPrefix(want, "APPLY ok "); ok {
		gotDiff, ok := strings.CutPrefix(got, "APPLY ok ")
		if !ok || !sameJSON(t, diff, gotDiff) {
			t.Errorf("%s: %s:\n got %s\nwant %s", row, profile, got, want)
		}
		return
	}
	if threw, ok := strings.CutPrefix(want, "SCHEMA-THREW "); ok {
		_, want, _ = strings.Cut(threw, ": ")
		_, got, _ = strings.Cut(got, ": ")
	}
	if got != want {
		t.Errorf("%s: %s:\n got %s\nwant %s", row, profile, got, want)
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := errors.Join(json.Unmarshal([]byte(a), &x), json.Unmarshal([]byte(b), &y)); err != nil {
		t.Fatal(err)
	}
	return reflect.DeepEqual(x, y)
}

// TestCreateCheck holds the check of a new resource against the SDK's.
func TestCreateCheck(t *testing.T) {
	rows := table(t, "unboundid-create.tsv")
	for _, row := range rows {
		resource := snowUserType
		if row["type"] == "Group" {
			resource = snowGroupType
		}
		got, want := "OK", row["outcome_2.3.8"]
		if want == "REJECT" {
			want = row["scimType"] + ": " + row["detail"]
		}
		if err := resource.checkCreate(mustObject(t, row["resource"])); err != nil {
			got = describe(err)
		}
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", row["case"], got, want)
		}
	}
	t.Logf("%d resources compared", len(rows))
}

// TestEvaluation holds the evaluator against the SDK's on one user.
func TestEvaluation(t *testing.T) {
	user := mustObject(t, `{"userName":"bjensen@x","active":true,"age":5,
		"meta":{"created":"2012-02-18T03:04:50Z"},
		"emails":[{"type":"work","value":"a@x"},{"type":"home","value":"b@x"}]}`)
	rows := table(t, "unboundid-eval.tsv")
	for _, row := range rows {
		f, err := parseSDKFilter(row["filter"])
		if err != nil {
			t.Errorf("%s: %v", row["filter"], err)
			continue
		}
		if got, want := f.matches(user), row["match_2.3.8"] == "true"; got != want {
			t.Errorf("%s: %v, want %v", row["filter"], got, want)
		}
	}
	t.Logf("%d filters compared", len(rows))
}
