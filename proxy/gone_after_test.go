package proxy

import (
	"testing"
	"time"
)

// Routes are known to be gone for a while, those included that were gone before, and not once
// they are back.
func TestGoneAfter(t *testing.T) {
	at := func(paths ...string) *serving {
		s := &serving{}
		for _, path := range paths {
			s.lanes = append(s.lanes, &lane{parsedRoute: &parsedRoute{Route: Route{Path: path}}})
		}
		return s
	}
	now := time.Now()
	old, next := at("/scim/v2", "/inner"), at("/other")
	next.gone = old.goneAfter(next, now)
	if len(next.gone) != 2 || next.unknown("/scim/v2").Status != 503 {
		t.Errorf("gone are %v", next.gone)
	}
	back := at("/scim/v2")
	back.gone = next.goneAfter(back, now)
	if len(back.gone) != 2 || back.unknown("/inner").Status != 503 || back.unknown("/other").Status != 503 {
		t.Errorf("gone are %v", back.gone)
	}
	last := at()
	last.gone = back.goneAfter(last, now)
	if len(last.gone) != 3 {
		t.Errorf("gone are %v", last.gone)
	}
	if late := last.goneAfter(at(), now.Add(goneFor+time.Second)); len(late) != 0 {
		t.Errorf("gone are %v", late)
	}
}
