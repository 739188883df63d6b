package json

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"scimshim/rewrite/racetest"
)

func TestEditorDrop(t *testing.T) {
	f := func(src, drop, want string) {
		t.Helper()
		e := NewEditor(src)
		e.Members(0, func(f Field) bool { return !strings.Contains(drop, f.Name) })
		got, changed := e.Finish()
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
	f := func(src, want string, edit func(e *Editor)) {
		t.Helper()
		e := NewEditor(src)
		edit(e)
		if got, changed := e.Finish(); got != want || changed != (src != want) {
			t.Errorf("%s: %s, %v; want %s", src, got, changed, want)
		}
	}
	all := func(Field) bool { return true }
	none := func(Field) bool { return false }
	add := func(e *Editor) {
		top := e.Members(0, all)
		e.AddMember(&top, "x\n", `{"y":1}`)
		e.AddMember(&top, "z", `2`)
	}
	f(`{}`, `{"x\n":{"y":1},"z":2}`, add)
	f(` { } `, ` {"x\n":{"y":1},"z":2 } `, add)
	f(`{"a":1 }`, `{"a":1,"x\n":{"y":1},"z":2 }`, add)

	refill := func(e *Editor) {
		top := e.Members(0, none)
		e.AddMember(&top, "z", `2`)
	}
	f(`{"a":1}`, `{"z":2}`, refill)
	f(`{ "a":1, "b":2 }`, `{ "z":2 }`, refill)

	// an edit that changes nothing is none
	f(`{"\u0061":true}`, `{"\u0061":true}`, func(e *Editor) {
		e.Members(0, func(f Field) bool {
			e.Rename(f, "a")
			e.Set(f.At, "true")
			return true
		})
	})
	// neither is one inside of what is dropped, and nothing of it is left
	f(`{"a":[1,{"b":1}],"c":2}`, `{"c":2}`, func(e *Editor) {
		e.Members(0, func(f Field) bool {
			if f.Name != "a" {
				return true
			}
			e.Rename(f, "A")
			e.Elements(f.At, func(at int) bool {
				o := e.Members(at, none)
				if e.Value(at) != "1" {
					e.AddMember(&o, "d", "1")
				}
				return true
			})
			return false
		})
	})
	// what holds nothing any more can go
	f(`{"a":[{"b":1},{"c":2}],"d":[{"b":1}],"e":3}`, `{"a":[{"c":2}],"e":3}`, func(e *Editor) {
		e.Members(0, func(f Field) bool {
			if e.Kind(f.At) != '[' {
				return true
			}
			list := e.Elements(f.At, func(at int) bool {
				return !e.Members(at, func(f Field) bool { return f.Name != "b" }).Emptied()
			})
			return !list.Emptied()
		})
	})
}

func TestEditorBugs(t *testing.T) {
	f := func(name string, misuse func(e *Editor)) {
		t.Helper()
		defer func() {
			if text, ok := recover().(string); !ok || !strings.HasPrefix(text, "BUG: ") {
				t.Errorf("%s: no panic", name)
			}
		}()
		misuse(NewEditor(`{"a":{"b":1},"c":[]}`))
	}
	f("edit before an edit", func(e *Editor) {
		e.Set(3, "2")
		e.Set(1, "2")
	})
	f("rename after an edit inside", func(e *Editor) {
		e.Members(0, func(f Field) bool {
			e.Members(f.At, func(Field) bool { return false })
			e.Rename(f, "x")
			return true
		})
	})
	f("member added to an array", func(e *Editor) {
		e.Members(0, func(f Field) bool {
			t := e.Elements(f.At, func(int) bool { return true })
			e.AddMember(&t, "x", "1")
			return true
		})
	})
}

// Half of 200,000 members go in one pass; a pass for each would take hours.
func TestEditorManyDrops(t *testing.T) {
	src := objectOf(200_000, "n%d")
	e := NewEditor(src)
	n := 0
	e.Members(0, func(Field) bool { n++; return n%2 == 0 })
	got, _ := e.Finish()
	if err := Check(got); err != nil || strings.Count(got, ",") != 99_999 {
		t.Errorf("%d kept, %v", strings.Count(got, ",")+1, err)
	}
}

func TestEditorAllocs(t *testing.T) {
	if racetest.On || poisoned {
		t.Skip("the race detector makes pools allocate, and what is spoilt is not used again")
	}
	for _, n := range []int{10, 100} {
		src := listBody(n)
		allocs := testing.AllocsPerRun(50, func() {
			e := NewEditor(src)
			editList(e)
			if text, _ := e.Finish(); len(text) >= len(src) {
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
		for m := range membersAt(src, 0) {
			for start := range elementsAt(src, m.start) {
				for user := range membersAt(src, start) {
					if user.name == "userName" {
						found += len(Decode(src[user.start:user.end]))
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
		got := string(AppendQuoted([]byte("x"), s))
		if got != "x"+want {
			t.Errorf("AppendQuoted(%q) = %s, want %s", s, got[1:], want)
			return
		}
		if err := Check(want); err != nil || Decode(want) != string([]rune(s)) {
			t.Errorf("%s reads as %q, %v", want, Decode(want), err)
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

// What is quoted is read again as what it was, but for bytes that are no UTF-8, and no character of it is
// escaped that need not be.
func TestQuotedIsReadAgain(t *testing.T) {
	pieces := []string{"a", "abcdefgh", "é", "漢", "\U0001f600", "\"", "\\", "\n", "\x00", "\x1f", "\x7f", "\x80", "\xc2", "\xe6\xbc", "\xed\xa0\x80", "\xff"}
	r := rand.New(rand.NewPCG(7, 9))
	for range 20_000 {
		s, want, size := "", "", len(`""`)
		for range r.IntN(12) {
			s += pieces[r.IntN(len(pieces))]
		}
		for _, c := range s {
			want += string(c)
			switch {
			case strings.ContainsRune("\"\\\n", c):
				size += 2
			case c < ' ':
				size += 6
			default:
				size += utf8.RuneLen(c)
			}
		}
		q := Quote(s)
		if err := Check(q); err != nil || Decode(q) != want || len(q) != size {
			t.Fatalf("%q is quoted as %s: %v", s, q, err)
		}
	}
}

// FinishAlone makes the same text as Finish, and of the tape that is edited nothing is left by
// then.
func TestFinishAlone(t *testing.T) {
	const src = `{"a":[1,2],"b":"x","c":{"d":true}}`
	f := func(what, want string, edit func(*Editor)) {
		t.Helper()
		tape := TakeTape()
		defer tape.Release()
		if err := tape.Read(src, nil); err != nil {
			t.Fatal(err)
		}
		e := tape.Edit()
		edit(e)
		got, changed := e.FinishAlone(nil)
		if got != want || changed != (want != src) {
			t.Errorf("%s: %s, %v", what, got, changed)
		}
		if changed == tape.Root().Exists() {
			t.Errorf("%s: changed %v, and the tape has %q", what, changed, tape.Text())
		}
	}
	f("nothing", src, func(*Editor) {})
	f("a value", `{"a":[1,2],"b":7,"c":{"d":true}}`, func(e *Editor) {
		e.Members(0, func(m Field) bool {
			if m.Name == "b" {
				e.Set(m.At, "7")
			}
			return true
		})
	})
	f("a member", `{"b":"x","c":{"d":true}}`, func(e *Editor) {
		e.Members(0, func(m Field) bool { return m.Name != "a" })
	})
}
