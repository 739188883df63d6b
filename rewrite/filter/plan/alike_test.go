package plan

import (
	"testing"

	"scimshim/rewrite/filter"
)

// Alike is sure of nothing that Same says otherwise of.
func TestAlike(t *testing.T) {
	wheres := []string{`type eq "work"`, `Type eq "work"`, `type eq "Work"`, `type eq "home"`, `type eq ""`, `type eq 7`,
		`type ne "work"`, `type eq "w\u006frk"`, `type eq "work" and primary eq true`, `value eq "work"`, `type eq null`}
	sure := 0
	for _, a := range wheres {
		for _, b := range wheres {
			x, y := read(t, a), read(t, b)
			same, known := Alike(x, y)
			if !known {
				continue
			}
			sure++
			emails := filter.Path{Name: "emails"}
			of := func(where filter.Expr) filter.Expr { return &filter.Has{Path: emails, Where: where} }
			if want := Same(of(x), of(y), users()); same != want {
				t.Errorf("%s and %s: %t, want %t", a, b, same, want)
			}
		}
	}
	if sure < 15 {
		t.Errorf("sure of %d only", sure)
	}
}
