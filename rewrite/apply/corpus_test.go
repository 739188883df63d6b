package apply_test

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
)

// A row is a PATCH of the table of those that seven servers were sent, and what they made of it.
type row struct {
	ID        string
	Resource  string
	Body      json.RawMessage
	Consensus json.RawMessage `json:"consensus_after_diff"`
	Servers   map[string]struct {
		V    string
		Diff json.RawMessage `json:"after_diff"`
	}
}

// rowsOf reads the table: the resource that users are patched on, and the rows.
func rowsOf(t *testing.T) (user string, rows []row) {
	t.Helper()
	folder := cmp.Or(os.Getenv("SCIM_CORPUS"), filepath.Join("..", "..", "..", "shared", "data"))
	f, err := os.Open(filepath.Join(folder, "patches.jsonl"))
	if err != nil {
		t.Skipf("the table of patches is not here: set SCIM_CORPUS to the folder of patches.jsonl (%v)", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	var first struct {
		User json.RawMessage `json:"base_user"`
	}
	for n := 0; lines.Scan(); n++ {
		var r row
		if n == 0 {
			if err := json.Unmarshal(lines.Bytes(), &first); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return string(first.User), rows
}

// agreed returns what at least four servers came to: "reject", or what the PATCH changed.
func (r row) agreed() (string, bool) {
	count := map[string]int{}
	for _, s := range r.Servers {
		switch {
		case s.V == "reject":
			count["reject"]++
		case s.V == "accept" && s.Diff != nil:
			count[plain(s.Diff)]++
		case s.V == "accept":
			count[plain(r.Consensus)]++
		}
	}
	for verdict, n := range count {
		if n >= 4 {
			return verdict, true
		}
	}
	return "", false
}

// plain returns JSON in one form, without what the table does not tell apart.
func plain(text []byte) string {
	var v any
	if json.Unmarshal(text, &v) != nil {
		return string(text)
	}
	return print(settled(v))
}

func print(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

// settled returns a value with lists in one order, and nothing for what is no value.
func settled(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			v[k] = settled(x)
			inner, _ := v[k].(map[string]any)
			maps.DeleteFunc(inner, func(_ string, x any) bool { return x == nil })
			if inner != nil && len(inner) == 0 {
				delete(v, k)
			}
		}
		return v
	case []any:
		if len(v) == 0 {
			return nil
		}
		for i := range v {
			v[i] = settled(v[i])
			inner, _ := v[i].(map[string]any)
			maps.DeleteFunc(inner, func(_ string, x any) bool { return x == nil })
		}
		slices.SortFunc(v, func(a, b any) int { return strings.Compare(print(a), print(b)) })
	case string:
		switch {
		case v == "":
			return nil
		case strings.EqualFold(v, "true"), strings.EqualFold(v, "false"):
			return strings.EqualFold(v, "true")
		}
	}
	return v
}

// patchOp is the schema of a PATCH, which section 3.5.2 wants.
const patchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

// group is what groups are patched on.
const group = `{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"1","displayName":"Tour Guides TOKEN",` +
	`"members":[{"value":"first"},{"value":"second"}],"meta":{"resourceType":"Group"}}`

// outcome returns what the package makes of a row, in the words of agreed.
func (r row) outcome(user string) (string, error) {
	ops, err := operationsOf(r.Body)
	if err != nil {
		return "reject", err
	}
	before := group
	if r.Resource == "Users" {
		before = `{"id":"1","meta":{"resourceType":"User"},` + user[1:]
	}
	after, e := apply.Patch(filter.Core(), r.Resource, before, ops)
	if e != nil {
		return "reject", e
	}
	return print(difference(r.Resource, before, after)), nil
}

// difference returns what differs between two resources, as the table tells it.
func difference(endpoint, before, after string) map[string]any {
	was, is, diff := decoded(before), decoded(after), map[string]any{}
	if endpoint == "Groups" {
		if list, _ := is["members"].([]any); len(list) > 0 {
			diff["members#"] = len(list)
		}
		if !reflect.DeepEqual(was["displayName"], is["displayName"]) {
			diff["displayName"] = is["displayName"]
		}
		return diff
	}
	names := maps.Clone(was)
	maps.Copy(names, is)
	for name := range names {
		switch name {
		case "schemas", "id", "meta", "externalId", "password":
		default:
			if !reflect.DeepEqual(was[name], is[name]) {
				diff[name] = is[name]
			}
		}
	}
	return diff
}

// decoded reads a resource; display, which the table leaves out of values, is not in them.
func decoded(text string) map[string]any {
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic(err)
	}
	for _, x := range v {
		list, _ := x.([]any)
		for _, element := range list {
			if object, ok := element.(map[string]any); ok {
				delete(object, "display")
			}
		}
	}
	return settled(v).(map[string]any)
}

// operationsOf reads the operations of a body to the letter of the RFC.
func operationsOf(body []byte) ([]apply.Operation, error) {
	var patch struct {
		Schemas    []string
		Operations []struct {
			Op    string
			Path  *string
			Value json.RawMessage
		}
	}
	if err := json.Unmarshal(body, &patch); err != nil {
		return nil, err
	}
	if !slices.Contains(patch.Schemas, patchOp) {
		return nil, errors.New("schemas are not those of a PATCH")
	}
	var ops []apply.Operation
	for _, o := range patch.Operations {
		op := apply.Operation{Op: o.Op, Value: compact(o.Value)}
		if o.Path != nil && *o.Path != "" {
			at, err := filter.ParseTarget(*o.Path)
			if err != nil {
				return nil, err
			}
			op.HasPath, op.Target = true, at
		}
		ops = append(ops, op)
	}
	return ops, nil
}

func compact(raw json.RawMessage) string { return strings.TrimSpace(string(raw)) }

// What the package makes of a PATCH is what at least four of seven servers make of it, or what the RFC
// says in the paragraph that letter.tsv has for the row.
func TestServersAgree(t *testing.T) {
	user, rows := rowsOf(t)
	letter := letters(t)
	n, used := 0, map[string]bool{}
	for _, r := range rows {
		want, ok := r.agreed()
		if !ok {
			continue
		}
		n++
		got, err := r.outcome(user)
		_, listed := letter[r.ID]
		used[r.ID] = listed
		switch {
		case got == want && listed:
			t.Errorf("%s is listed, and agrees", r.ID)
		case got != want && !listed:
			t.Errorf("%s %s %s\n\tgot  %s (%v)\n\twant %s", r.ID, r.Resource, r.Body, got, err, want)
		}
	}
	for id := range letter {
		if !used[id] {
			t.Errorf("%s is listed, and no row on which servers agree", id)
		}
	}
	t.Logf("%d rows on which servers agree, of them %d where the RFC says otherwise", n, len(letter))
}

// letters reads which rows the RFC decides otherwise, and where.
func letters(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "letter.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	for line := range strings.Lines(string(text)) {
		if id, why, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && id != "row" {
			list[id] = why
		}
	}
	return list
}
