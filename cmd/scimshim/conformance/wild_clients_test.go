package conformance

import (
	"testing"

	"scimshim/rules"
)

// wildPacks are the packs of the clients of the corpus that have one of their own,
// or that go with another's.
var wildPacks = map[string]string{"okta": "okta", "onelogin": "onelogin", "authentik": "jumpcloud"}

// TestWildClients plays the requests of other clients than Entra through their own
// packs. None may come out wrong, and most must come out right.
func TestWildClients(t *testing.T) {
	t.Parallel()
	rows := wildRows(t, "wild.jsonl")
	for _, target := range wildTargets {
		sets, counts := map[string]*rules.Set{}, map[string]int{}
		for _, row := range rows {
			pack := wildPacks[row.Client]
			if pack == "" {
				continue
			}
			if sets[pack] == nil {
				sets[pack] = wildRules(t, pack, target.name)
			}
			v := wildWorst(t, sets[pack], target, row)
			counts[v.word]++
			switch v.word {
			case "wrong", "unjudged":
				t.Errorf("%s/%s, %s: %s: %s", pack, target.name, row.ID, v.word, v.says)
			case "refused":
				t.Logf("%s/%s, %s: refused: %s", pack, target.name, row.ID, v.says)
			}
		}
		t.Logf("%s: %v", target.name, counts)
		if counts["right"] < 15 {
			t.Errorf("%s: only %d requests came out right", target.name, counts["right"])
		}
	}
}
