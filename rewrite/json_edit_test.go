package rewrite

import (
	"strings"
	"testing"
)

func TestEditorDrop(t *testing.T) {
	f := func(src, drop, want string) {
		t.Helper()
		e := newEditor(src)
		e.members(0, func(f field) bool { return !strings.Contains(drop, f.key) })
		got, changed := e.finish()
		if got != want || changed != (src != want) {
			t.Errorf("%s without %s: %s, %v; want %s", src, drop, got, changed, want)
		}
	}
	const abc = `{ "a" : 1 , "b":[2 ] ,"c": 3 }`
	f(abc, "", abc)
	f(abc, "a", `{ "b":[2 ] ,"c": 3 }`)
	f(abc, "b", `{ "a" : 1 ,"c": 3 }`)
	f(abc, "c", `{ "a" : 1 , "b":[2 ] }`)
	f(abc, "ab", `{ "c": 3 }`)
	f(abc, "bc", `{ "a" : 1 }`)
	f(abc, "ac", `{ "b":[2 ] }`)
	f(abc, "abc", `{  }`)
	f(`{"a":1}`, "a", `{}`)
	f(`{"a":1,"b":2,"c":3,"d":4}`, "ac", `{"b":2,"d":4}`)
	f(`{"a":1,"b":2,"c":3,"d":4}`, "bd", `{"a":1,"c":3}`)
	f("\n{\n  \"a\": 1,\n  \"b\": 2\n}\n", "b", "\n{\n  \"a\": 1\n}\n")
	f("\n{\n  \"a\": 1,\n  \"b\": 2\n}\n", "a", "\n{\n  \"b\": 2\n}\n")
	f(`{"\u0061":1}`, "a", `{}`)
	f(`["a"]`, "a", `["a"]`)
	f(`{}`, "a", `{}`)
	f(``, "a", ``)
}

func TestEditorEdits(t *testing.T) {
	f := func(src, want string, edit func(e *editor)) {
		t.Helper()
		e := newEditor(src)
		edit(e)
		if got, changed := e.finish(); got != want || changed != (src != want) {
			t.Errorf("%s: %s, %v; want %s", src, got, changed, want)
		}
	}
	all := func(field) bool { return true }
	none := func(field) bool { return false }
	add := func(e *editor) {
		top := e.members(0, all)
		e.addMember(&top, "x\n", `{"y":1}`)
		e.addMember(&top, "z", `2`)
	}
	f(`{}`, `{"x\n":{"y":1},"z":2}`, add)
	f(` { } `, ` {"x\n":{"y":1},"z":2 } `, add)
	f(`{"a":1 }`, `{"a":1,"x\n":{"y":1},"z":2 }`, add)

	refill := func(e *editor) {
		top := e.members(0, none)
		e.addMember(&top, "z", `2`)
	}
	f(`{"a":1}`, `{"z":2}`, refill)
	f(`{ "a":1, "b":2 }`, `{ "z":2 }`, refill)

	addElement := func(e *editor) {
		list := e.elements(0, func(at int) bool { return e.value(at) != "1" })
		e.addElement(&list, `3`)
	}
	f(`[]`, `[3]`, addElement)
	f(`[1]`, `[3]`, addElement)
	f(`[ 1, 2 ]`, `[ 2,3 ]`, addElement)
	f(`[ 2, 1 ]`, `[ 2,3 ]`, addElement)

	// an edit that changes nothing is none
	f(`{"\u0061":true}`, `{"\u0061":true}`, func(e *editor) {
		e.members(0, func(f field) bool {
			e.rename(f, "a")
			e.set(f.start, "true")
			return true
		})
	})
	// neither is one inside of what is dropped, and nothing of it is left
	f(`{"a":[1,{"b":1}],"c":2}`, `{"c":2}`, func(e *editor) {
		e.members(0, func(f field) bool {
			if f.key != "a" {
				return true
			}
			e.rename(f, "A")
			e.elements(f.start, func(at int) bool {
				o := e.members(at, none)
				if e.value(at) != "1" {
					e.addMember(&o, "d", "1")
				}
				return true
			})
			return false
		})
	})
	// what holds nothing any more can go
	f(`{"a":[{"b":1},{"c":2}],"d":[{"b":1}],"e":3}`, `{"a":[{"c":2}],"e":3}`, func(e *editor) {
		e.members(0, func(f field) bool {
			if kindAt(e.src, f.start) != '[' {
				return true
			}
			list := e.elements(f.start, func(at int) bool {
				return e.members(at, func(f field) bool { return f.key != "b" }).n > 0
			})
			return list.n > 0
		})
	})
}

func TestEditorBugs(t *testing.T) {
	f := func(name string, misuse func(e *editor)) {
		t.Helper()
		defer func() {
			if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "BUG: ") {
				t.Errorf("%s: no panic", name)
			}
		}()
		misuse(newEditor(`{"a":{"b":1},"c":[]}`))
	}
	f("edit before an edit", func(e *editor) {
		e.set(11, "2")
		e.set(1, "2")
	})
	f("rename after an edit inside", func(e *editor) {
		e.members(0, func(f field) bool {
			e.members(f.start, func(field) bool { return false })
			e.rename(f, "x")
			return true
		})
	})
	f("member added to an array", func(e *editor) {
		e.members(0, func(f field) bool {
			t := e.elements(f.start, func(int) bool { return true })
			e.addMember(&t, "x", "1")
			return true
		})
	})
}

// Half of 200,000 members go in one pass; a pass for each would take hours.
func TestEditorManyDrops(t *testing.T) {
	src := objectOf(200_000, "n%d")
	e := newEditor(src)
	n := 0
	top := e.members(0, func(field) bool { n++; return n%2 == 0 })
	got, _ := e.finish()
	if err := CheckJSON(got); err != nil || top.n != 100_000 || strings.Count(got, ",") != 99_999 {
		t.Errorf("%d kept, %v", top.n, err)
	}
}

func TestEditorAllocs(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes pools allocate")
	}
	for _, n := range []int{10, 100} {
		src := listBody(n)
		allocs := testing.AllocsPerRun(50, func() {
			e := newEditor(src)
			editList(e)
			if text, _ := e.finish(); len(text) >= len(src) {
				t.Fatal("not edited")
			}
		})
		if allocs > 1 {
			t.Errorf("%d resources: %v allocations, want that of the text", n, allocs)
		}
	}
}

func TestIteratorAllocs(t *testing.T) {
	src := listBody(10)
	found := 0
	allocs := testing.AllocsPerRun(50, func() {
		for m := range members(src, 0) {
			for start := range elements(src, m.start) {
				for user := range members(src, start) {
					if user.key == "userName" {
						found += len(decodeString(src[user.start:user.end]))
					}
				}
			}
		}
	})
	if allocs != 0 || found == 0 {
		t.Errorf("%v allocations, %d bytes found", allocs, found)
	}
}

func TestAppendQuoted(t *testing.T) {
	f := func(s, want string) {
		t.Helper()
		got := string(appendQuoted([]byte("x"), s))
		if got != "x"+want {
			t.Errorf("appendQuoted(%q) = %s, want %s", s, got[1:], want)
			return
		}
		if err := CheckJSON(want); err != nil || decodeString(want) != string([]rune(s)) {
			t.Errorf("%s reads as %q, %v", want, decodeString(want), err)
		}
	}
	f(``, `""`)
	f(`plain`, `"plain"`)
	f("\"\\/\b\f\n\r\t", `"\"\\/\b\f\n\r\t"`)
	f("\x00\x0b\x1f\x7f", `"\u0000\u000b\u001f`+"\x7f\"")
	f("é€😀\u2028", "\"é€😀\u2028\"")
	f("a\xffb", "\"a\ufffdb\"")
	f("\xed\xa0", "\"\ufffd\ufffd\"")
}
