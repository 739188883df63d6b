package laws_test

import (
	"flag"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

var propertyDescribed = flag.Int("described", 4000, "how many PATCHes TestDescribedTargets makes")

// ofEach is how many PATCHes are made for a description.
const ofEach = 500

// A counted counts what became of PATCHes.
type counted struct{ sent, refused, faults int }

// Of a target that is described at random a client's PATCH stores what it means, but for what a
// step counts as dropped; or it is refused, and then not that of a leaver (W3, W8, W9, F1).
// Nothing is sent that the target does not take by its description, and what it takes in some
// form arrives.
func TestDescribedTargets(t *testing.T) {
	t.Parallel()
	rounds := max(1, *propertyDescribed/ofEach)
	seeds, total := make(chan uint64), counted{}
	var mu sync.Mutex
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for seed := range seeds {
				one := describedRound(t, seed)
				mu.Lock()
				total.sent, total.refused, total.faults = total.sent+one.sent, total.refused+one.refused, total.faults+one.faults
				mu.Unlock()
			}
		})
	}
	for i := range rounds {
		if mu.Lock(); total.faults > 20 {
			mu.Unlock()
			break
		}
		mu.Unlock()
		seeds <- uint64(i)
	}
	close(seeds)
	group.Wait()
	t.Logf("%d PATCHes sent or answered, %d refused", total.sent, total.refused)
	if total.sent < total.refused {
		t.Errorf("most PATCHes are refused: %d of %d", total.refused, total.refused+total.sent)
	}
}

// describedRound makes a description and PATCHes for it.
func describedRound(t *testing.T, seed uint64) (n counted) {
	r := rand.New(rand.NewPCG(seed, 10))
	d := describe(r)
	client := pickOf(r, "entra", "entra", "okta")
	file := rules.Source{File: "described.yaml", Data: []byte(d.file())}
	set, err := rules.Compile(append(rulestest.PackSources(t, client), file)...)
	if err != nil {
		t.Errorf("seed %d: %v\n%s", seed, err, d.file())
		return counted{faults: 1}
	}
	for i := range ofEach {
		c := &patchClient{r: r, target: "described"}
		resource, body := c.patch(client)
		user, sure := d.resource(), false
		switch r.IntN(5) {
		case 0, 1:
			resource, body = "Users", rulestest.PatchOf(strings.Join(c.withActive(d.ops(c)), ","))
		case 2, 3:
			if ops := d.taken(c, user); ops != nil {
				resource, body, sure = "Users", rulestest.PatchOf(strings.Join(ops, ",")), true
			}
		}
		before, store := c.resource("Groups"), docStore{strict: true}
		store.doc = copyOf(before)
		target := patched(&store)
		if resource == "Users" {
			before = user
			store.doc = copyOf(before)
			target = &describedTarget{docStore: store, d: d}
		}
		j := &judged{set: set, client: client, target: "described", before: before, refuses: true, sure: sure, whole: i%4 > 0}
		m := inbound("PATCH", resource, body)
		m.ID = "1"
		j.to(target, m)
		if j.err != nil && strings.Contains(j.err.Error(), errNotTaken.Error()) {
			j.fault("what is sent is not taken: %v: %s", j.err, j.sent.Body)
		}
		if j.err != nil {
			n.refused++
		} else {
			n.sent++
		}
		for _, f := range j.faults {
			if n.faults++; n.faults <= 3 {
				t.Errorf("seed %d, %s: %s\n%s\n%s\n%s", seed, client, f, body, mustJSON(j.before), d.file())
			}
		}
	}
	return n
}
