package filter

import (
	"strings"
	"testing"
)

// MapPaths gives an attribute its new name wherever a filter has it, and no other
// place: not what is in the brackets of another, and no literal.
func TestMapPaths(t *testing.T) {
	names := map[string]string{
		"old": "new", "list": "elements", "list.old": "list.new", "other.old": "kept.newer", "far": "urn:x:y:near",
		"sub": "list.part", "urn:x:y:z.old": "urn:x:y:z:new",
	}
	rename := func(p Path) Path {
		to, ok := names[p.String()]
		if !ok {
			return p
		}
		q, err := ParsePath(to)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	f := func(in, want string) {
		t.Helper()
		e := read(t, in)
		before := String(e)
		got := MapPaths(e, rename)
		if String(got) != want || (got == e) != (in == want) || String(e) != before {
			t.Errorf("%s is mapped to %s, want %s; the same tree: %t", before, String(got), want, got == e)
		}
		if strings.HasSuffix(in, "]") { // also the path of a PATCH
			target, err := ParseTarget(in)
			if err != nil {
				t.Fatal(err)
			}
			if got := target.MapPaths(rename); got.String() != want || (got == target) != (in == want) {
				t.Errorf("%s is mapped to %s, want %s", in, got, want)
			}
		}
	}
	f(`old eq "old"`, `new eq "old"`)
	f(`OLD eq "old"`, `OLD eq "old"`)
	f(`old pr and not (far eq null or old.x pr)`, `new pr and not (urn:x:y:near eq null or old.x pr)`)
	f(`list[x eq "a"]`, `elements[x eq "a"]`)
	f(`list[old eq "a" and not (x pr)]`, `elements[new eq "a" and not (x pr)]`)
	f(`list[x pr].old eq "a"`, `elements[x pr].new eq "a"`)
	f(`list[x pr] eq "a"`, `elements[x pr] eq "a"`)
	f(`other[old pr]`, `other[newer pr]`)
	f(`another[old pr]`, `another[old pr]`)
	f(`far[old pr]`, `urn:x:y:near[old pr]`)
	f(`urn:x:y:z[old pr]`, `urn:x:y:z[new pr]`)
	f(`sub eq "a"`, `list.part eq "a"`)
	f(`sub[x pr]`, `sub[x pr]`)
	f(`list.old[old pr]`, `list.new[old pr]`)
	f(`list[urn:x:y:old pr or x.old pr]`, `elements[urn:x:y:old pr or x.old pr]`)
}
