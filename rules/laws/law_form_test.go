package laws_test

import (
	"testing"

	"scimshim/rewrite/formtest"
	"scimshim/rewrite/racetest"
	"scimshim/rules/cases"
)

// In each case that reaches the target, what the client's pack makes of the request
// is in the form of the RFCs.
func TestAllCasesEndInForm(t *testing.T) {
	t.Parallel()
	judged := map[string]int{}
	for _, k := range allCases(t) {
		if m, err := k.c.Request(); err != nil {
			t.Fatal(err)
		} else if sent, _, err := cases.Send(k.set.Chain, m); err != nil || sent == nil {
			continue // refused, or answered without the target
		}
		m, err := k.c.Request()
		if err != nil {
			t.Fatal(err)
		}
		sent, _, err := cases.Send(cases.FirstFile(k.set.Chain), m)
		if err != nil || sent == nil {
			t.Errorf("%s reaches the target, but not through the client's rules alone: %v", k.name, err)
			continue
		}
		judged[k.pair[0]]++
		for _, fault := range formtest.Faults(sent, k.set.Chain.Types) {
			t.Errorf("%s: %s, in %s %s", k.name, fault, sent.Method, sent.Body)
		}
	}
	for _, client := range clients(t) {
		if judged[client] < racetest.Often(8) {
			t.Errorf("only %d cases of %s were judged", judged[client], client)
		}
	}
}
