package tree_test

import (
	"slices"
	"strings"
	"testing"

	"scimshim/config/tree"
)

// read reads data, which must be a mapping, and returns the faults noted by f.
func read(t *testing.T, data string, f func(root *tree.Node)) []string {
	t.Helper()
	called := false
	err := tree.Read("r.yaml", []byte(data), func(root *tree.Node) {
		called = true
		f(root)
	})
	if !called {
		t.Fatalf("%q was not read: %v", data, err)
	}
	return faults(t, err)
}

func TestRest(t *testing.T) {
	f := func(data string, known []string, want ...string) {
		t.Helper()
		got := read(t, data, func(root *tree.Node) {
			for _, key := range known {
				root.Has(key)
			}
			root.Rest()
		})
		if !slices.Equal(got, want) {
			t.Errorf("%q with %v:\n got: %q\nwant: %q", data, known, got, want)
		}
	}
	list := []string{"to", "from", "assume"}
	f("from: a\nto: b\n", list)
	f("{}", list)
	f("too: b", list, `1:1: unknown key "too"; did you mean "to"?`)
	f("form: b", list, `1:1: unknown key "form"; did you mean "from"?`)
	f("FROM: b", list, `1:1: unknown key "FROM"; did you mean "from"?`)
	f("asume_: b", list, `1:1: unknown key "asume_"; did you mean "assume"?`)
	f("mode: b", list, `1:1: unknown key "mode"; expected one of: assume, from, to`)
	f("x: b", list, `1:1: unknown key "x"; expected one of: assume, from, to`)
	f("x: b", nil, `1:1: unknown key "x"; expected no keys here`)
	f("emails[type eq \"work\"]: b", list, "1:1: unknown key; expected one of: assume, from, to")
	f("'': b", list, "1:1: unknown key; expected one of: assume, from, to")
	f("a: 1\n# comment\nfrom: x\n\"b\": 2\n", list,
		`1:1: unknown key "a"; expected one of: assume, from, to`,
		`4:1: unknown key "b"; expected one of: assume, from, to`)
}

func TestKeys(t *testing.T) {
	got := read(t, "b: 1\na:\nc: [x]\n", func(root *tree.Node) {
		if keys := root.Keys(); !slices.Equal(keys, []string{"b", "a", "c"}) {
			t.Errorf("keys %v are not those of the file, in its order", keys)
		}
		if !root.Has("a") || !root.Key("a").IsNull() || root.Has("d") || root.Key("d") != nil {
			t.Error("a is there without a value, and d is not")
		}
		if p := root.KeyPos("c"); p.Line != 3 || p.Column != 1 {
			t.Errorf("c is at %v", p)
		}
		if p := root.KeyPos("d"); p != root.Pos() {
			t.Errorf("what is not there is at %v, not at its mapping", p)
		}
		root.ErrorKey("c", "no %s here", "c")
		root.ErrorKey("d", "no d")
		root.Rest()
	})
	if want := []string{"1:1: no d", "3:1: no c here"}; !slices.Equal(got, want) {
		t.Errorf("faults %q, want %q", got, want)
	}
}

// Rest knows the entries that a loop has reached.
func TestEntriesStop(t *testing.T) {
	got := read(t, "a: 1\nb: 2\n", func(root *tree.Node) {
		for range root.Entries() {
			break
		}
		root.Rest()
	})
	want := []string{`2:1: unknown key "b"; expected one of: a`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAllStops(t *testing.T) {
	got := read(t, "a: [x, y]\n", func(root *tree.Node) {
		for i, n := range root.Key("a").All() {
			n.Errorf("item %d", i)
			break
		}
	})
	if want := []string{"1:5: item 0"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A wrong type is one fault, however often it is asked, and an empty value none.
func TestContainers(t *testing.T) {
	f := func(data string, want ...string) {
		t.Helper()
		got := read(t, data, func(root *tree.Node) {
			n := root.Key("a")
			_ = n.Need("from").String()
			n.Key("to")
			n.Has("to")
			n.Keys()
			n.Rest()
			for _, item := range root.Key("b").All() {
				_ = item.String()
			}
		})
		if !slices.Equal(got, want) {
			t.Errorf("%q\n got: %q\nwant: %q", data, got, want)
		}
	}
	f("a: {from: x}\nb: [x]")
	f("a: {from: x}\nb:")
	f("a:", `1:3: missing "from"`)
	f("a: {}", `1:4: missing "from"`)
	f("a: x", "1:4: expected a mapping, found a string")
	f("a: [x]", "1:4: expected a mapping, found a list")
	f("a: &x b\n", "1:4: "+anchors)
	f("b: x", "1:4: expected a list, found a string")
	f("b: {x: y}", "1:4: expected a list, found a mapping")
	f("b: true", "1:4: expected a list, found true or false")
}

func TestSuggest(t *testing.T) {
	words := []string{"enforce", "shadow", "off", "to", "from", "filter"}
	f := func(word, want string) {
		t.Helper()
		if got := tree.Suggest(word, words); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", word, got, want)
		}
	}
	f("enforce", "enforce")
	f("enforced", "enforce")
	f("enfroce", "enforce")
	f("nforec", "enforce")
	f("enforcing", "")
	f("shaddow", "shadow")
	f("Shadow", "shadow")
	f("of", "off")
	f("ofof", "off")
	f("too", "to")
	f("ot", "")
	f("form", "from")
	f("fliter", "filter")
	f("filtér", "filter")
	f("", "")
	f("x", "")
	f("nothing like it", "")
	f(strings.Repeat("x", 1000), "")
}

// A nil Node answers everything and notes nothing.
func TestNil(t *testing.T) {
	var n *tree.Node
	n.Errorf("lost")
	n.ErrorAt(1, "lost")
	n.ErrorKey("a", "lost")
	n.Rest()
	for range n.All() {
		t.Error("an item")
	}
	for range n.Entries() {
		t.Error("an entry")
	}
	for what, bad := range map[string]bool{
		"keys":      n.Key("a") != nil || n.Need("a") != nil || n.Has("a") || n.Keys() != nil,
		"kind":      n.IsMap() || n.IsList() || n.IsScalar() || n.IsNull() || n.Kind() != "nothing",
		"text":      n.String() != "" || n.NonEmpty() != "" || n.Strings() != nil || n.OneOf("a") != "",
		"value":     n.Bool() || n.Int() != 0 || n.IntIn(1, 2) != 0 || n.Duration() != 0,
		"JSON":      n.JSON() != "null",
		"style":     n.Quoted() || n.Expanded() || n.Literal() != "",
		"positions": n.Pos() != tree.Position{} || n.KeyPos("a") != tree.Position{},
	} {
		if bad {
			t.Errorf("%s of nil is not zero", what)
		}
	}
	parsed := tree.Parse(n, func(string) (int, error) { return 1, nil })
	if parsed != 0 {
		t.Errorf("nil was parsed as %d", parsed)
	}
}

// A key that is read has the places of its characters.
func TestKeyNode(t *testing.T) {
	faults := read(t, "a b: 1\n'c d': 2\n", func(root *tree.Node) {
		for key := range root.Entries() {
			n := root.KeyNode(key)
			if n.String() != key {
				t.Errorf("%q is read as %q", key, n.String())
			}
			n.ErrorAt(2, "here")
		}
		if root.KeyNode("e") != nil {
			t.Error("a key that is not there")
		}
	})
	if want := []string{"1:3: here", "2:4: here"}; !slices.Equal(faults, want) {
		t.Errorf("got %q, want %q", faults, want)
	}
}
