package apply_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/apply"
	"scimshim/rewrite/filter"
	checked "scimshim/rewrite/json"
	"scimshim/rewrite/racetest"
)

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// A move is an operation in the terms of the model, which knows no paths: an attribute, perhaps the
// type of the values that are meant, and perhaps a part of them.
type move struct {
	op, schema, name, kind, sub string
	value                       any
}

// operation returns the move as an operation.
func (m move) operation(t *testing.T) apply.Operation {
	t.Helper()
	path := m.name
	if m.schema != "" {
		path = m.schema + ":" + path
	}
	if m.kind != "" {
		path += `[type eq "` + m.kind + `"]`
	}
	if m.sub != "" {
		path += "." + m.sub
	}
	at, err := filter.ParseTarget(path)
	if err != nil {
		t.Fatal(path, err)
	}
	op := apply.Operation{Op: m.op, HasPath: true, Target: at}
	if m.op != "remove" {
		op.Value = print(m.value)
	}
	return op
}

// A model is a resource of maps, patched in the plainest way: each rule of section 3.5.2 by itself.
type model map[string]any

// do carries out a move, and reports whether it is one that the RFC has no error for.
func (r model) do(m move) bool {
	holder := map[string]any(r)
	if m.schema != "" {
		inner, ok := r[m.schema].(map[string]any)
		if !ok {
			if m.op == "remove" {
				return true
			}
			inner = map[string]any{}
			r[m.schema] = inner
		}
		holder = inner
		defer func() {
			if len(inner) == 0 {
				delete(r, m.schema)
			}
		}()
	}
	switch m.name {
	case "emails":
		return r.list(m)
	case "name":
		r.complex(m)
	default:
		if m.op == "remove" || m.value == nil {
			delete(holder, m.name)
		} else {
			holder[m.name] = m.value
		}
	}
	return true
}

func (r model) complex(m move) {
	name, _ := r["name"].(map[string]any)
	if name == nil {
		name = map[string]any{}
	}
	switch {
	case m.op == "remove" && m.sub == "":
		name = nil
	case m.op == "remove":
		delete(name, m.sub)
	case m.sub != "":
		name[m.sub] = m.value
	default:
		maps.Copy(name, m.value.(map[string]any))
	}
	if r["name"] = name; len(name) == 0 {
		delete(r, "name")
	}
}

func (r model) list(m move) bool {
	list, _ := r["emails"].([]any)
	var meant []map[string]any
	for _, e := range list {
		if e := e.(map[string]any); m.kind == "" || e["type"] == m.kind {
			meant = append(meant, e)
		}
	}
	drop := func(e any) bool {
		return slices.ContainsFunc(meant, func(x map[string]any) bool {
			return reflect.ValueOf(x).Pointer() == reflect.ValueOf(e).Pointer()
		})
	}
	switch {
	case m.op == "remove" && m.sub == "":
		list = slices.DeleteFunc(list, drop)
	case m.op == "remove":
		for _, e := range meant {
			delete(e, m.sub)
		}
		list = slices.DeleteFunc(list, func(e any) bool { return len(e.(map[string]any)) == 0 })
	case m.kind == "":
		if m.op == "replace" {
			list = nil
		}
		list = added(list, copied(m.value).([]any))
	case len(meant) == 0 && m.op == "replace":
		return false
	case len(meant) == 0:
		list = added(list, []any{map[string]any{"type": m.kind, m.sub: m.value}})
	default:
		for _, e := range meant {
			e[m.sub] = m.value
		}
	}
	if r["emails"] = list; len(list) == 0 {
		delete(r, "emails")
	}
	return true
}

// added adds values that are not there, and leaves one primary.
func added(list, values []any) []any {
	for _, v := range values {
		v := v.(map[string]any)
		at := -1
		for i, e := range list {
			e := e.(map[string]any)
			_, has := e["type"]
			if e["value"] != nil && e["value"] == v["value"] && (!has || v["type"] == nil || e["type"] == v["type"]) ||
				reflect.DeepEqual(e, v) {
				at = i
				break
			}
		}
		if at < 0 {
			list = append(list, v)
			at = len(list) - 1
		} else {
			maps.Copy(list[at].(map[string]any), v)
		}
		if list[at].(map[string]any)["primary"] == true {
			for i, e := range list {
				if e := e.(map[string]any); i != at && e["primary"] == true {
					e["primary"] = false
				}
			}
		}
	}
	return list
}

func copied(v any) any {
	var c any
	if err := json.Unmarshal([]byte(print(v)), &c); err != nil {
		panic(err)
	}
	return c
}

// moveOf makes a move at random.
func moveOf(r *rand.Rand) move {
	op := []string{"add", "replace", "remove"}[r.IntN(3)]
	word := func() string { return "w" + fmt.Sprint(r.IntN(4)) }
	kind := []string{"work", "home", "other"}[r.IntN(3)]
	switch r.IntN(8) {
	case 0:
		return move{op: op, name: "title", value: word()}
	case 1:
		return move{op: op, name: "active", value: r.IntN(2) == 0}
	case 2:
		return move{op: op, name: "name", sub: "givenName", value: word()}
	case 3:
		return move{op: op, name: "name", value: map[string]any{"familyName": word()}}
	case 4:
		return move{op: op, schema: enterprise, name: []string{"department", "division"}[r.IntN(2)], value: word()}
	case 5:
		return move{op: op, name: "emails", kind: kind, sub: []string{"value", "display"}[r.IntN(2)], value: word()}
	case 6:
		if op != "remove" {
			op = "add"
		}
		return move{op: op, name: "emails", kind: map[bool]string{true: kind}[op == "remove"],
			value: []any{map[string]any{"value": word(), "type": kind, "primary": r.IntN(2) == 0}}}
	}
	return move{op: op, name: "emails", value: []any{map[string]any{"value": word(), "type": kind}}}
}

const person = `{ "schemas" : ["urn:ietf:params:scim:schemas:core:2.0:User"], "id":"1","userName":"jo",` +
	`"emails": [ {"value":"w0","type":"work","primary":true} , {"type":"home","value":"w1"} ],"x":1.50}`

// What becomes of a resource by operations at random is what becomes of it in a model of maps; an
// error is one of both; and what is said twice is no change the second time.
func TestPatchesAreThoseOfTheModel(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 2))
	refused, tried := 0, racetest.Often(20_000)
	for n := range tried {
		moves := make([]move, 1+r.IntN(6))
		ops := make([]apply.Operation, len(moves))
		want, fine := model(decodedWhole(person)), true
		for i := range moves {
			moves[i] = moveOf(r)
			ops[i] = moves[i].operation(t)
			fine = fine && want.do(moves[i])
		}
		got, err := apply.Patch(filter.Core(), "Users", person, ops)
		if (err == nil) != fine {
			t.Fatalf("%d: %v: error %v, in the model %v", n, moves, err, fine)
		}
		if err != nil {
			refused++
			continue
		}
		is := decodedWhole(got)
		delete(is, "schemas")
		delete(want, "schemas")
		if print(is) != print(map[string]any(want)) {
			t.Fatalf("%d: %v\n got %s\nwant %s", n, moves, got, print(map[string]any(want)))
		}
		if !strings.HasPrefix(got, `{ "schemas" : ["urn:`) || !strings.Contains(got, `, "id":"1","userName":"jo",`) ||
			!strings.Contains(got, `"x":1.50`) {
			t.Fatalf("%d: %v: other bytes changed: %s", n, moves, got)
		}
		if err := checked.Check(got); err != nil {
			t.Fatalf("%d: %v: %v: %s", n, moves, err, got)
		}
		if len(moves) == 1 {
			if again, err := apply.Patch(filter.Core(), "Users", got, ops); err == nil && again != got {
				t.Fatalf("%d: %v: once %s, twice %s", n, moves, got, again)
			}
		}
	}
	t.Logf("%d of %d are errors", refused, tried)
}

func decodedWhole(text string) map[string]any {
	var v map[string]any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		panic(err)
	}
	return v
}

// A PATCH that says what is so already leaves each byte as it was.
func TestNothingChangesNoByte(t *testing.T) {
	for _, body := range []string{
		`{"op":"replace","path":"userName","value":"jo"}`,
		`{"op":"replace","path":"emails[type eq \"work\"].value","value":"\u00770"}`,
		`{"op":"add","path":"emails","value":[{"value":"w1"}]}`,
		`{"op":"remove","path":"title"}`,
		`{"op":"remove","path":"emails[value eq \"none\"]"}`,
		`{"op":"add","value":{"id":"9","emails":[{"value":"w0","primary":true}]}}`,
	} {
		ops, err := operationsOf([]byte(`{"schemas":["` + patchOp + `"],"Operations":[` + body + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		if got, e := apply.Patch(filter.Core(), "Users", person, ops); e != nil || got != person {
			t.Errorf("%s: %s %v", body, got, e)
		}
	}
}

// FuzzPatch gives the package what nobody would send: it must answer with JSON or with an error.
func FuzzPatch(f *testing.F) {
	f.Add(person, `[{"op":"add","path":"emails[type eq \"work\"].value","value":"x"},{"op":"remove","path":"emails"}]`)
	f.Add(`{"members":[1,null,{"value":"a"},[]]}`, `[{"op":"remove","path":"members","value":["a",{}]}]`)
	f.Add(`{"name":[],"emails":{}}`, `[{"op":"replace","path":"name.givenName","value":"x"},{"op":"add","path":"emails.value","value":"x"}]`)
	f.Fuzz(func(t *testing.T, resource, operations string) {
		resource = strings.TrimSpace(resource)
		if checked.Check(resource) != nil || resource[0] != '{' || checked.Check(operations) != nil {
			return
		}
		ops, err := operationsOf([]byte(`{"schemas":["` + patchOp + `"],"Operations":` + operations + `}`))
		if err != nil {
			return
		}
		for _, endpoint := range []string{"Users", "Groups"} {
			after, e := apply.Patch(filter.Core(), endpoint, resource, ops)
			if e == nil && checked.Check(after) != nil {
				t.Fatalf("%s %s: %s", resource, operations, after)
			}
		}
	})
}
