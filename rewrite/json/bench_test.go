package json

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// The metric x-of-std is the time in parts of what json.Valid takes for the
// same text, measured in turns in the same run.
func BenchmarkCheck(b *testing.B) {
	f := func(name, src string) {
		b.Run(name, func(b *testing.B) {
			raw := []byte(src)
			var ours, std time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				err := Check(src)
				between := time.Now()
				if err != nil || !json.Valid(raw) {
					b.Fatal(err)
				}
				ours += between.Sub(start)
				std += time.Since(between)
			}
			b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ours-ns/op")
			b.ReportMetric(ours.Seconds()/std.Seconds(), "x-of-std")
		})
	}
	f("patch", patchBody())
	f("list", listBody(300))
	f("names", objectOf(20_000, "name%d"))
}

func BenchmarkEditor(b *testing.B) {
	f := func(name, src string, edit func(e *Editor)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				e := NewEditor(src)
				edit(e)
				if _, changed := e.Finish(); !changed {
					b.Fatal("unchanged")
				}
			}
		})
	}
	f("list", listBody(300), editList)
	f("drop half", objectOf(2000, "name%d"), func(e *Editor) {
		odd := false
		e.Members(0, func(Field) bool { odd = !odd; return odd })
	})
}

// editList renames userName, drops schemas and sets the type of each e-mail in
// each resource of a list.
func editList(e *Editor) {
	email := func(f Field) bool {
		if f.Name == "type" {
			e.Set(f.At, `"other"`)
		}
		return true
	}
	user := func(f Field) bool {
		switch f.Name {
		case "userName":
			e.Rename(f, "user_name")
		case "emails":
			e.Elements(f.At, func(at int) bool { e.Members(at, email); return true })
		}
		return f.Name != "schemas"
	}
	e.Members(0, func(f Field) bool {
		if f.Name == "Resources" {
			e.Elements(f.At, func(at int) bool { e.Members(at, user); return true })
		}
		return !strings.EqualFold(f.Name, "totalResults")
	})
}

// A tape that is read again and again, as a proxy reads answers, with names to look for.
func BenchmarkRead(b *testing.B) {
	src := listBody(200)
	for name, names := range map[string]*Names{"names": NewNames(namesIn(src)), "no names": nil} {
		b.Run(name, func(b *testing.B) {
			var t Tape
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				if err := t.Read(src, names); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// namesIn returns the names of all members in a text.
func namesIn(text string) []string {
	var list []string
	for m := range Members(text) {
		list = append(append(list, m.Name), namesIn(m.Value)...)
	}
	if text[0] == '[' {
		for e := range Elements(text) {
			list = append(list, namesIn(e)...)
		}
	}
	return list
}
