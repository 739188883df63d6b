package json

import "testing"

// DropNamed does what Elements and Members of an Editor do, and knows what is left.
func TestDropNamed(t *testing.T) {
	for _, src := range []string{
		`[{"a":1},{"b":2,"a":1},{"A":1,"b":2,"c":3},{"\u0061":1,"d":4}]`, `[{"b":1,"a":2},7,[{"a":1}],{}]`, `[{"a":{"a":1},"x":[{"a":1}]}]`,
		`{"a":1}`, `[]`, `[ { "c" : 1 , "a" : 2 , "e" : 3 } ]`, `[{"a":[null,1],"b":[2,{}]},{"c":null,"a":null}, {"b":1 , "a":""}]`,
		`[{"a":null,"c":[1,{"x":[]}],"d":{"a":1}},{"c":2},{"c":3,"a":{"b":[[]]}} ]`,
	} {
		for _, name := range []string{"a", "B", "c"} {
			for _, known := range []*Names{nil, names} {
				dropsAs(t, src, name, known, func(object, member Value) bool { return object.Several() && member.Kind() != '{' })
				dropsAs(t, src, name, known, func(_, member Value) bool { return member.Kind() != '[' })
				dropsAs(t, src, name, known, func(Value, Value) bool { return false })
			}
		}
	}
}

func dropsAs(t *testing.T, src, name string, known *Names, drop func(object, member Value) bool) {
	t.Helper()
	e, emptied := NewEditorOf(src, known), false
	e.Elements(0, func(at int) bool {
		object := e.At(at)
		tail := e.Members(at, func(f Field) bool { return !SameName(f.Name, name) || !drop(object, e.At(f.At)) })
		emptied = emptied || tail.Emptied()
		return true
	})
	wanted := TakeTape()
	want, wantChanged := e.FinishOn(wanted, nil)
	if !wantChanged {
		_ = wanted.Read(want, known)
	}

	old, now, in := TakeTape(), TakeTape(), &Room{}
	if err := old.Read(src, known); err != nil {
		t.Fatal(err)
	}
	got := old.Root().DropNamed(name, drop, now, in)
	if got.Text != want || got.Changed != wantChanged || got.Changed != now.Root().Exists() {
		t.Fatalf("%s without %s: %+v, want %s", src, name, got, want)
	}
	if !got.Changed {
		return
	}
	if known == names {
		sameTape(t, now, want)
	}
	null := wanted.Root().Nothings(Nothings{Null: 1}) != 0
	if got.Null != null || got.Emptied != emptied {
		t.Errorf("%s without %s: %+v, want null %t and emptied %t", src, name, got, null, emptied)
	}
}
