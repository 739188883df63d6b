package rewrite

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
)

// levels are the names of the levels in the log of a walk.
var levels = [...]string{"root", "part", "extension", "whole", "element", "sub"}

// A walk meets each attribute once, in the order of the text, with its path.
func TestWalk(t *testing.T) {
	f := func(m *Message, want ...string) {
		t.Helper()
		m.chain = chainOf()
		var log []string
		err := m.MapAttributes(func(a Attr) (Edit, error) {
			text := levels[a.Level]
			if a.Path.Name+a.Path.Schema != "" {
				text += " " + strings.TrimSuffix(a.Path.String(), ":")
			}
			if a.Selected {
				text += " selected"
			}
			log = append(log, text)
			return Keep, nil
		})
		if got := strings.Join(log, ", "); err != nil || got != strings.Join(want, ", ") {
			t.Errorf("%s\n got %s\nwant %s", m.Body, got, strings.Join(want, ", "))
		}
	}
	put := func(body string) *Message { return &Message{Method: "PUT", Resource: "Users", Body: body} }
	f(put(`{}`), "root")
	f(put(` {"a":1,"b":{"c":2},"d":[{"e":3},4,[5]]}`), "root", "whole a", "whole b", "sub b.c", "whole d",
		"element d", "sub d.e", "element d", "element d")
	f(put(`{"urn:x:User":{"a":{"b":1}},"urn:ietf:params:scim:schemas:core:2.0:User":{"title":1}}`), "root",
		"extension urn:x:User", "whole urn:x:User:a", "sub urn:x:User:a.b",
		"extension urn:ietf:params:scim:schemas:core:2.0:User", "whole title")
	f(put(`{"a":{"b":{"c":1}}}`), "root", "whole a", "sub a.b")
	f(patch(`{"op":"add","value":{"a.b":1,"urn:x:User:c":2}}`), "part", "sub a.b", "whole urn:x:User:c")
	f(patch(`{"op":"add","value":7},{"op":"remove"}`))
	f(patch(`{"op":"remove","path":"title"}`), "whole title")
	f(patch(`{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:User:title","value":1}`), "whole title")
	f(patch(`{"op":"add","path":"name","value":{"givenName":1}}`), "whole name", "sub name.givenName")
	f(patch(`{"op":"add","path":"name.givenName","value":{"x":1}}`), "sub name.givenName")
	f(patch(`{"op":"add","path":"emails","value":[{"type":1}]}`), "whole emails", "element emails", "sub emails.type")
	f(patch(`{"op":"add","path":"emails[type eq \"a\"]","value":{"type":1}}`), "element emails selected", "sub emails.type")
	f(patch(`{"op":"add","path":"emails[type eq \"a\"].value","value":1}`), "sub emails.value")
	const ent = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	f(patch(`{"op":"add","path":"`+ent+`","value":{"manager":{"value":1}}}`), "extension "+ent, "whole "+ent+":manager",
		"sub "+ent+":manager.value")

	answer := &Message{Method: "GET", Resource: "Users", Status: 200, Body: `{"x":1,"RESOURCES":[{"a":1},7,{"b":2}]}`}
	f(answer, "root", "whole a", "root", "whole b")
	f(&Message{Method: "GET", Resource: "Users", Status: 404, Body: `{"detail":"x"}`})
	f(&Message{Method: "PATCH", Resource: "Users", Status: 204})
}

// What takes out all of a value takes the value with it, and nothing else.
func TestDropLeavesNothingEmpty(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		m := &Message{Method: "PUT", Resource: "Users", Body: in, chain: chainOf()}
		err := m.MapAttributes(func(a Attr) (Edit, error) {
			if strings.HasPrefix(a.Path.Name, "x") || strings.HasPrefix(a.Path.Sub, "x") {
				return Drop, nil
			}
			return Keep, nil
		})
		if err != nil || m.Body != want {
			t.Errorf("%s\n got %s\nwant %s", in, m.Body, want)
		}
	}
	f(`{"x":1}`, `{}`)
	f(`{"a":{"x":1},"b":2}`, `{"b":2}`)
	f(`{"a":[{"x":1},{"x":2,"b":3}]}`, `{"a":[{"x":2,"b":3}]}`[:5]+`[{"b":3}]}`)
	f(`{"a":[{"x":1},{"x":2}],"b":2}`, `{"b":2}`)
	f(`{"urn:a:User":{"x":1},"b":2}`, `{"b":2}`)
	f(`{"urn:a:User":{"c":{"x":1}},"b":2}`, `{"b":2}`)
	f(`{"a":{},"b":[],"c":[{}],"d":null}`, `{"a":{},"b":[],"c":[{}],"d":null}`)
	f(`{"a":[{},{"x":1}]}`, `{"a":[{}]}`)
	f(`{ "b" : 1.0 , "x" : 2 , "c" : "\u0041" }`, `{ "b" : 1.0 , "c" : "\u0041" }`)
}

// A Mapper's edits are made, in requests and in answers.
func TestEdits(t *testing.T) {
	f := func(at string, edit Edit, in, want string) {
		t.Helper()
		for _, m := range []*Message{
			{Method: "PUT", Resource: "Users", Body: in},
			{Method: "GET", Resource: "Users", Status: 200, Body: in},
		} {
			m.chain = chainOf()
			err := m.MapAttributes(func(a Attr) (Edit, error) {
				if levels[a.Level]+" "+a.Path.Name+a.Path.Sub == at {
					return edit, nil
				}
				return Keep, nil
			})
			if err != nil || m.Body != want || m.Changes() == 0 && in != want {
				t.Errorf("%s %s: %s, want %s", at, in, m.Body, want)
			}
		}
	}
	f("whole a", Set("[ 1 ]"), `{"a" : {"b":2},"c":3}`, `{"a" : [ 1 ],"c":3}`)
	f("whole a", Set(`{"b":2}`), `{"a" : {"b":2},"c":3}`, `{"a" : {"b":2},"c":3}`)
	f("whole a", Rename(`z"`), `{"a" : {"b":2},"c":3}`, `{"z\"" : {"b":2},"c":3}`)
	f("sub ab", Rename(`z`), `{"a" : {"b":2},"c":3}`, `{"a" : {"z":2},"c":3}`)
	f("whole a", Add("z", "9"), `{"a" : {"b":2 } ,"c":3}`, `{"a" : {"b":2,"z":9 } ,"c":3}`)
	f("whole a", Add("z", "9"), `{"a" : { }}`, `{"a" : {"z":9 }}`)
	f("element a", Add("z", "9"), `{"a":[{"b":1},2]}`, `{"a":[{"b":1,"z":9},2]}`)
	f("element a", Set("9"), `{"a":[{"b":1},2]}`, `{"a":[9,9]}`)
	f("root ", Add("z", "9"), ` {"a":1} `, ` {"a":1,"z":9} `)
}

// A Mapper's error ends the walk, and changes nothing.
func TestMapperFails(t *testing.T) {
	broken := errors.New("broken")
	for _, m := range []*Message{
		{Method: "PUT", Resource: "Users", Body: `{"a":1,"b":{"c":2},"d":3}`},
		patch(`{"op":"add","path":"a","value":1},{"op":"add","value":{"b":{"c":2}}},{"op":"add","path":"d","value":3}`),
	} {
		m.chain = chainOf()
		body, seen := m.Body, ""
		err := m.MapAttributes(func(a Attr) (Edit, error) {
			seen += a.Path.Name + a.Path.Sub + " "
			switch {
			case a.Path.Sub == "c":
				return Drop, broken
			case a.Path.Name == "a":
				return Set("9"), nil
			}
			return Keep, nil
		})
		if !errors.Is(err, broken) || m.Body != body || m.Changes() != 0 || strings.Contains(seen, "d") {
			t.Errorf("%v, %s, seen %s", err, m.Body, seen)
		}
	}
}

func TestSameAttribute(t *testing.T) {
	m := &Message{Resource: "Groups", chain: chainOf()}
	const urn = "urn:ietf:params:scim:schemas:core:2.0:Group:"
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"members", "MEMBERS", true}, {"members", urn + "members", true}, {urn + "members.value", "members.value", true},
		{"members", "members.value", false}, {"members", "urn:ietf:params:scim:schemas:core:2.0:User:members", false},
	} {
		if got := m.Same(path(c.a), path(c.b)); got != c.want {
			t.Errorf("%s and %s: %t", c.a, c.b, got)
		}
	}
}

func TestIsEmpty(t *testing.T) {
	for text, want := range map[string]bool{
		"{}": true, "[]": true, "{ \n}": true, "[ ]": true, `{"a":{}}`: false, "[{}]": false, "null": false, `""`: false, "0": false,
	} {
		if json.IsEmpty(text) != want {
			t.Errorf("%s", fmt.Sprint(text, !want))
		}
	}
}

// A walk for few attributes finds in any message what a walk through all finds of them.
func TestWalksForFew(t *testing.T) {
	const ent, core = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "urn:ietf:params:scim:schemas:core:2.0:User"
	bodies := []string{
		`{"title":"a","emails":[{"type":"work","value":"b"},{"TYPE":"home"},{"type":"x"},7],"x":{"type":1},"type":2}`,
		`{"` + core + `":{"title":1,"emails":[{"type":1,"value":2}]},"` + ent + `":{"manager":{"value":1,"$ref":null},"division":2}}`,
		`{"` + strings.ToUpper(ent) + `":{"Manager":{"VALUE":1},"division":2},"urn:x:y:Z":{"manager":{"value":1}},"TITLE":1}`,
		`{"emails":{"type":"work"},"manager":{"value":"x"},"meta":{"location":"l","x":1},"members":[{"$ref":"r","value":1}]}`,
		`{"\u0065mails":[{"ty\u0070e":1,"value":2}],"name":{"givenName":1}}`,
	}
	ops := []string{
		`{"op":"add","path":"emails","value":[{"type":1,"value":2},{"value":3}]}`,
		`{"op":"add","path":"emails[type eq \"x\"]","value":{"type":1,"value":2}}`,
		`{"op":"add","path":"emails[type eq \"x\"].type","value":1},{"op":"remove","path":"emails.type"}`,
		`{"op":"add","path":"` + ent + `","value":{"manager":{"value":1,"$ref":2},"division":1}}`,
		`{"op":"add","path":"` + ent + `:manager","value":{"value":1}},{"op":"add","path":"` + ent + `.manager","value":{"value":1}}`,
		`{"op":"add","path":"meta.location","value":1},{"op":"add","path":"title","value":{"type":1,"value":3}}`,
		`{"op":"add","value":{"emails.type":1,"` + ent + `:manager.value":1,"` + core + `:title":2,"name":{"type":1,"x":2}}}`,
	}
	for _, p := range []string{"title", "emails", "emails.type", "name", "meta.location", ent, ent + ":manager", ent + ":manager.value",
		"members.$ref", "x", "urn:x:y:Z", "urn:x:y:Z:manager"} {
		p := path(p)
		leaf := p.Sub
		if leaf == "" {
			leaf = p.Name
		}
		walks := map[string]func(*Message, Mapper) error{
			"among": func(m *Message, f Mapper) error { return m.MapAmong(f, p) },
			"only":  func(m *Message, f Mapper) error { return m.MapOnly(f, p) },
			"named": func(m *Message, f Mapper) error { return m.MapNamed(f, leaf) },
		}
		if p.Sub == "" { // a name alone does not tell which of all that is under a URN is meant
			delete(walks, "named")
		}
		for _, m := range walkedMessages(bodies, ops) {
			for name, walk := range walks {
				want, got := m.clone(), m.clone()
				drop := func(a Attr) (Edit, error) {
					if a.Path != (filter.Path{}) && a.Level != Element && Covers(p, a.Path) {
						return Drop, nil
					}
					return Keep, nil
				}
				if err := cmp.Or(want.MapAttributes(drop), walk(got, drop)); err != nil {
					t.Fatal(err)
				}
				if err := cmp.Or(want.flush(), got.flush()); err != nil || want.Body != got.Body {
					t.Errorf("%s for %s in %s\n got %s\nwant %s, %v", name, p, m.Body, got.Body, want.Body, err)
				}
			}
		}
	}
}

// What a walk through an operation meets, that may be on.
func TestMayBeOn(t *testing.T) {
	const ent, core = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "urn:ietf:params:scim:schemas:core:2.0:User"
	ops := []string{
		`"path":"emails","value":[{"type":1}]`, `"path":"emails[type eq \"x\"].value","value":1`, `"path":"Name","value":{"givenName":1}`,
		`"path":"` + ent + `","value":{"manager":{"value":1}}`, `"path":"` + ent + `:department","value":1`,
		`"path":"` + core + `:title","value":1`, `"value":{"title":1}`, `"value":{"Name.givenName":1}`, `"value":{"emails[type eq \"x\"].value":1}`,
		`"value":{"` + core + `:title":1}`, `"value":{"` + strings.ToUpper(core) + `":{"title":1}}`, `"value":{"` + core + `.title":1}`,
		`"value":{"` + ent + `":{"department":1}}`, `"value":{"` + ent + `:department":1}`, `"value":{"urn:x:y:Z:department":1}`,
		`"value":{"x":{"title":1}}`, `"value":{"te\u0074le":1,"t\u0069tle":1}`, `"path":"x","value":1`,
	}
	said, met := 0, 0
	for _, op := range ops {
		for _, text := range []string{"title", "name", "name.givenName", "emails", "emails.value", ent, ent + ":department",
			ent + ":manager.value", "urn:x:y:Z:department"} {
			p, meets := path(text), false
			m := patch(`{"op":"add",` + op + `}`)
			m.chain = chainOf()
			if err := m.MapAttributes(func(a Attr) (Edit, error) {
				meets = meets || a.Path != (filter.Path{}) && touches(p, a.Path)
				return Keep, nil
			}); err != nil {
				t.Fatal(err)
			}
			may := m.MayBeOn(&m.ops[0], p)
			if meets && !may {
				t.Errorf("%s is on %s", op, p)
			}
			met, said = met+toInt(meets), said+toInt(may)
		}
	}
	if met == 0 || said > len(ops)*9*2/3 {
		t.Errorf("%d are, %d may be", met, said)
	}
}

func toInt(is bool) int {
	if is {
		return 1
	}
	return 0
}

// walkedMessages returns requests and answers with these bodies, and PATCHes of these operations.
func walkedMessages(bodies, ops []string) (list []*Message) {
	for _, body := range bodies {
		list = append(list, &Message{Method: "PUT", Resource: "Users", Body: body},
			&Message{Method: "GET", Resource: "Users", Status: 200, Body: `{"Resources":[` + body + `,` + body + `]}`})
	}
	for _, op := range ops {
		list = append(list, patch(op))
	}
	for _, m := range list {
		m.chain = chainOf(touching{"members", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"})
	}
	return list
}

// touching is a Rule that is about these names.
type touching []string

func (t touching) Touches() []string     { return t }
func (touching) Request(*Message) error  { return nil }
func (touching) Response(*Message) error { return nil }

// What is passed by stays, with all that is in it.
func TestPast(t *testing.T) {
	for _, m := range walkedMessages([]string{`{"a":{"x":1},"b":[{"x":1},2],"c":{"x":1}}`},
		[]string{`{"op":"add","path":"b","value":[{"x":1}]},{"op":"add","path":"c","value":{"x":1}}`}) {
		want := m.Body
		err := m.MapAttributes(func(a Attr) (Edit, error) {
			switch {
			case a.Path.Sub != "":
				return Drop, nil
			case a.Level == Element, a.Level == Whole && a.Path.Name != "b":
				return Past, nil
			}
			return Keep, nil
		})
		if err != nil || m.Body != want || m.Changes() > 0 {
			t.Errorf("%v: %s, want %s", err, m.Body, want)
		}
	}
}
