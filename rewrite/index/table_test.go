package index

import (
	"errors"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// A table finds what was put into it, and nothing else.
func TestTable(t *testing.T) {
	for seed := range uint64(5) {
		r := rand.New(rand.NewPCG(seed, 1))
		table := newTable(maphash.MakeSeed(), 2000)
		model, ids := map[uint64]map[string]bool{}, map[string]bool{}
		for range 4000 {
			id, key := fmt.Sprintf("id-%d", r.IntN(1500)), uint64(r.IntN(700))<<(8*r.IntN(8))
			if err := table.add(id, []uint64{key, key}); err != nil {
				t.Fatal(err)
			}
			if ids[id] = true; model[key] == nil {
				model[key] = map[string]bool{}
			}
			model[key][id] = true
		}
		for key, want := range model {
			got, crowded := table.find(key)
			slices.Sort(got)
			if len(slices.Compact(got)) != len(want) || crowded {
				t.Fatalf("seed %d: %d of %d found", seed, len(got), len(want))
			}
			for _, id := range got {
				if !want[id] {
					t.Fatalf("seed %d: %s is found with a key it has not", seed, id)
				}
			}
		}
		if got, _ := table.find(1<<63 + 12345); len(got) > 0 || table.len() != len(ids) {
			t.Errorf("seed %d: a key of nobody is found, or there are not %d ids", seed, len(ids))
		}
	}
}

// A table has its bounds, and says which.
func TestTableBounds(t *testing.T) {
	table := newTable(maphash.MakeSeed(), 100)
	for i := range 100 {
		if err := table.add(fmt.Sprint(i), []uint64{7}); err != nil {
			t.Fatal(err)
		}
	}
	if ids, crowded := table.find(7); len(ids) != maxShared || !crowded {
		t.Errorf("%d resources of one key, crowded %v", len(ids), crowded)
	}
	f := func(id string, keys []uint64, want error) {
		t.Helper()
		if err := table.add(id, keys); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
	f("100", nil, errFull)
	f("99", []uint64{8}, nil)
	f("", nil, errID)
	f(strings.Repeat("x", maxID+1), nil, errID)
	var many []uint64
	for i := range uint64(perID * 100) {
		many = append(many, 1000+i)
	}
	f("5", many, errValues)
}

func TestShow(t *testing.T) {
	table := newTable(maphash.MakeSeed(), 1000)
	for i := range 300 {
		if i%3 == 0 { // known of the traffic, and not yet of the walk
			if err := table.add(fmt.Sprint(i), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	for round := range 2 {
		for i := range 300 {
			if again, err := table.show(fmt.Sprint(i)); err != nil || again != (round == 1) {
				t.Fatalf("round %d: %v %v", round, again, err)
			}
		}
	}
}
