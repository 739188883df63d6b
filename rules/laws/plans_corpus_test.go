package laws_test

import (
	"bufio"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rules"
	"scimshim/rules/packs"
	"scimshim/rules/rulestest"
)

var updatePlans = flag.Bool("update-plans", false, "write testdata/plans.tsv anew")

// plansFile says of each target how the filters of the corpus are answered.
const plansFile = "../testdata/plans.tsv"

// userNameOnly is a target that takes as little as any.
const userNameOnly = `
name: user-name-only
users:
  queries: {filters: ['userName eq {v}']}
`

// TestPlansOfCorpus plans all filters of the corpus for targets that take few. The
// counts are committed, so that a change of them is seen, and each refusal is held
// against what a sentence for an administrator has to have.
func TestPlansOfCorpus(t *testing.T) {
	filters := corpusFilters(t)
	counts := map[string]map[string]int{}
	targets := map[string]*rules.Set{"userName eq only": rulestest.Compile(t, userNameOnly)}
	for _, name := range []string{"servicenow", "atlassian", "aws-identity-center"} {
		if slices.Contains(packs.Names(), name) {
			targets[name] = rulestest.Packs(t, name)
		}
	}
	for target, set := range targets {
		counts[target] = map[string]int{}
		for _, text := range filters {
			counts[target][plannedFor(t, set, text)]++
		}
	}
	checkPlans(t, plansTable(len(filters), counts))
}

// plannedFor returns the way in which a filter of users is answered.
func plannedFor(t *testing.T, set *rules.Set, text string) string {
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range set.Chain.Accept {
		if a.Resource != "Users" {
			continue
		}
		scope := &filter.Scope{Types: set.Chain.Types, Resource: "Users"}
		p, err := a.List.Answer(nil, e, scope, plan.Limits{Requests: 10})
		if err == nil {
			return string(p.How)
		}
		checkSentence(t, text, err)
		return "refused"
	}
	t.Fatal("no accept list of users")
	return ""
}

var refusalSentence = regexp.MustCompile(`^the target takes no filter (on (this attribute|"[^"]+") with ("[a-z]{2}( null)?"|these terms in brackets)` +
	`|with "(or" of these terms|not"|and" on (this attribute|"[^"]+"), which it takes alone only)|without a condition); it takes \S.*$`)

var literalIn = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// checkSentence checks that a refusal says what is not taken and what is, and
// repeats no value of the filter.
func checkSentence(t *testing.T, text string, err error) {
	t.Helper()
	var u *plan.Unsupported
	says := err.Error()
	if !errors.As(err, &u) || !refusalSentence.MatchString(says) {
		t.Errorf("%s\nis refused by no sentence for an administrator: %s", text, says)
	}
	before, _, _ := strings.Cut(says, "; it takes ")
	for _, literal := range literalIn.FindAllString(text, -1) {
		if value := strings.Trim(literal, `"`); len(value) > 4 && strings.Contains(before, value) && !strings.Contains(u.Attribute, value) {
			t.Errorf("%s\nis refused with its value: %s", text, says)
		}
	}
}

// corpusFilters returns the filters of the corpus that are valid.
func corpusFilters(t *testing.T) []string {
	t.Helper()
	folder := cmp.Or(os.Getenv("SCIM_CORPUS"), filepath.Join("..", "..", "..", "shared", "data"))
	file, err := os.Open(filepath.Join(folder, "filters.tsv"))
	if err != nil {
		t.Skipf("the table of filters is not here: set SCIM_CORPUS to the folder of filters.tsv (%v)", err)
	}
	defer file.Close()
	unescape := strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r")
	var list []string
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) > 1 && fields[1] == "valid" {
			if text := unescape.Replace(fields[0]); len(text) <= filter.MaxLen {
				list = append(list, text)
			}
		}
	}
	if err := lines.Err(); err != nil || len(list) == 0 {
		t.Fatalf("%d filters, %v", len(list), err)
	}
	return list
}

// plansTable is the table of all counts.
func plansTable(n int, counts map[string]map[string]int) string {
	var ways []string
	for _, way := range append(plan.Ways(), "refused") {
		ways = append(ways, string(way))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d filters for\t%s\n", n, strings.Join(ways, "\t"))
	for _, target := range slices.Sorted(maps.Keys(counts)) {
		b.WriteString(target)
		for _, way := range ways {
			fmt.Fprintf(&b, "\t%d", counts[target][way])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// checkPlans compares the committed table with what it should be, or writes it.
func checkPlans(t *testing.T, want string) {
	t.Helper()
	t.Logf("\n%s", want)
	if *updatePlans {
		if err := os.WriteFile(plansFile, []byte(want), 0o644); err != nil {
			t.Error(err)
		}
		return
	}
	if got, err := os.ReadFile(plansFile); err != nil || string(got) != want {
		t.Errorf("%s is stale; go test ./rules/laws -run TestPlansOfCorpus -update-plans writes it anew (%v)\n%s", plansFile, err, got)
	}
}
