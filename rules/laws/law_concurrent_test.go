package laws_test

import (
	"testing"

	"scimshim/rules/rulestest"
)

// One chain serves any number of goroutines.
func TestConcurrentUse(t *testing.T) {
	set := rulestest.Packs(t, "entra", "servicenow")
	work := func() bool {
		g := newMaker(7)
		for range 200 {
			op, _ := g.op()
			rulestest.Do(t, set, "PATCH /Users/1\n\n"+`{"Operations":[`+op+`]}`, "204")
			r := rulestest.Do(t, set, `GET /Users?filter=emails[type eq "work"].value eq "a"`, rulestest.List("0"))
			if r.Err != nil {
				return false
			}
		}
		return true
	}
	const workers = 8
	done := make(chan bool)
	for range workers {
		go func() { done <- work() }()
	}
	for range workers {
		if !<-done {
			t.Error("a query was refused")
		}
	}
}
