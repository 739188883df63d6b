package rewrite

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// The metric x-of-std is the time in parts of what json.Valid takes for the
// same text, measured in turns in the same run.
func BenchmarkCheckJSON(b *testing.B) {
	f := func(name, src string) {
		b.Run(name, func(b *testing.B) {
			raw := []byte(src)
			var ours, std time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := time.Now()
				err := CheckJSON(src)
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
	f := func(name, src string, edit func(e *editor)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				e := newEditor(src)
				edit(e)
				if _, changed := e.finish(); !changed {
					b.Fatal("unchanged")
				}
			}
		})
	}
	f("list", listBody(300), editList)
	f("drop half", objectOf(2000, "name%d"), func(e *editor) {
		odd := false
		e.members(0, func(field) bool { odd = !odd; return odd })
	})
}

// editList renames userName, drops schemas and sets the type of each e-mail in
// each resource of a list.
func editList(e *editor) {
	email := func(f field) bool {
		if f.key == "type" {
			e.set(f.start, `"other"`)
		}
		return true
	}
	user := func(f field) bool {
		switch f.key {
		case "userName":
			e.rename(f, "user_name")
		case "emails":
			e.elements(f.start, func(at int) bool { e.members(at, email); return true })
		}
		return f.key != "schemas"
	}
	e.members(0, func(f field) bool {
		if f.key == "Resources" {
			e.elements(f.start, func(at int) bool { e.members(at, user); return true })
		}
		return !strings.EqualFold(f.key, "totalResults")
	})
}
