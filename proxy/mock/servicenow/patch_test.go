package servicenow

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/servicenow/sdk"
	"scimshim/proxy/mock/servicenow/sdk/sdktest"
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
		rows := sdktest.Table(t, "sdk/testdata/"+name)
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
	p := sdk.Profiles[profile]
	ops, err := p.ParsePatch(body)
	if err != nil {
		sameOutcome(t, row["case"], profile, want[0], "PARSE "+describe(err))
		return
	}
	checked := applied(before, ops)
	if err := resource.CheckModify(ops, before); err != nil {
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

func patchedResource(t *testing.T, row map[string]string) (*sdk.ResourceType, *ordered.Object) {
	t.Helper()
	resource, base := userType, baseUser
	if row["type"] == "Group" {
		resource, base = groupType, baseGroup
	}
	before := sdktest.Object(t, base)
	for _, m := range sdktest.Object(t, row["before(attributes)"]).Members {
		before.Set(m.Name, m.Value)
	}
	return resource, before
}

// patchBody makes the request body. Three rows describe a body that is not just a list of operations.
func patchBody(t *testing.T, row map[string]string) *ordered.Object {
	t.Helper()
	operations := sdktest.Object(t, `{"Operations":`+row["operations"]+`}`).Get("Operations")
	body := ordered.New("schemas", []any{kit.PatchURN}, "Operations", operations)
	switch row["case"][:3] {
	case "E81":
		body.Drop("schemas")
	case "E85":
		body.Drop("Operations")
	case "E86":
		body.Set("foo", "x")
	}
	return body
}

func describe(err error) string {
	var e *sdk.Error
	errors.As(err, &e)
	return e.Kind + ": " + e.Detail
}

// applied applies the operations to a copy and says what came of it.
func applied(before *ordered.Object, ops []sdk.Operation) string {
	after := before.Clone()
	for _, op := range ops {
		if err := op.Apply(after); err != nil {
			return "APPLY " + describe(err)
		}
	}
	diff := &ordered.Object{}
	for _, m := range after.Members {
		if old, found := before.Lookup(m.Name); !found || !equalValue(old, m.Value) {
			diff.Set(m.Name, m.Value)
		}
	}
	for _, m := range before.Members {
		if _, found := after.Lookup(m.Name); !found {
			diff.Set(m.Name, nil)
		}
	}
	return "APPLY ok " + string(ordered.Encode(diff))
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

// equalValue compares values; the order of an object's members does not count, the digits of a number do.
func equalValue(a, b any) bool {
	decoded := func(v any) (out any) {
		d := json.NewDecoder(bytes.NewReader(ordered.Encode(v)))
		d.UseNumber()
		if err := d.Decode(&out); err != nil {
			panic("BUG: " + err.Error())
		}
		return out
	}
	return reflect.DeepEqual(decoded(a), decoded(b))
}

// TestCreateCheck holds the check of a new resource against the SDK's.
func TestCreateCheck(t *testing.T) {
	rows := sdktest.Table(t, "sdk/testdata/unboundid-create.tsv")
	for _, row := range rows {
		resource := userType
		if row["type"] == "Group" {
			resource = groupType
		}
		got, want := "OK", row["outcome_2.3.8"]
		if want == "REJECT" {
			want = row["scimType"] + ": " + row["detail"]
		}
		if err := resource.CheckCreate(sdktest.Object(t, row["resource"])); err != nil {
			got = describe(err)
		}
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", row["case"], got, want)
		}
	}
	t.Logf("%d resources compared", len(rows))
}
