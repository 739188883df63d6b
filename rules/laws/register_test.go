package laws_test

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
)

var updateRegister = flag.Bool("update-register", false, "write QUIRKS.md anew")

// A quirk is a row of register.tsv: something that a client sends, or cannot take,
// and what tells how it is handled where no case does.
type quirk struct {
	id, sent, handled string
	section           string
	cases             []caseOf
}

// maxReasons is how many quirks there may be that are handled by a reason only.
const maxReasons = 12

// Each quirk of the register has a case, a test, a reason, or the ability that it
// waits for, and each that a case cites is in the register.
func TestRegister(t *testing.T) {
	racetest.SkipReading(t)
	t.Parallel()
	register := readRegister(t)
	cases := allCases(t)
	cite(t, register, cases)
	tests, reasons := goTests(t), 0
	for _, q := range register {
		how, text, _ := strings.Cut(q.handled, ": ")
		switch {
		case how == "" && len(q.cases) == 0:
			t.Errorf("%s (%s) has no case, and nothing says how it is handled", q.id, q.sent)
		case how == "":
		case text == "":
			t.Errorf("%s: %q gives no text", q.id, q.handled)
		case how == "test":
			for name := range strings.SplitSeq(text, ", ") {
				if !tests[name] {
					t.Errorf("%s: there is no test %s", q.id, name)
				}
			}
		case how == "reason" && len(q.cases) == 0:
			reasons++
		case how != "reason" && how != "later":
			t.Errorf("%s: %q is none of test, reason and later", q.id, how)
		}
	}
	if reasons > maxReasons {
		t.Errorf("%d quirks have no more than a reason, want at most %d", reasons, maxReasons)
	}
	checkQuirks(t, quirksPage(register, cases))
}

// readRegister reads register.tsv: a heading, then a row for each quirk, in
// sections that begin with a #.
func readRegister(t *testing.T) []*quirk {
	t.Helper()
	text, err := os.ReadFile("../register.tsv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\n"), "\n")
	if lines[0] != "id\tsent\thandled" {
		t.Fatalf("the columns are %q", lines[0])
	}
	var list []*quirk
	section := ""
	seen := map[string]bool{}
	for _, line := range lines[1:] {
		if name, ok := strings.CutPrefix(line, "# "); ok {
			section = name
			continue
		}
		fields := strings.Split(line, "\t")
		if len(fields) != 3 || !isQuirk.MatchString(fields[0]) || seen[fields[0]] || fields[1] == "" || section == "" {
			t.Fatalf("a row that is none: %q", line)
		}
		if len(line) > 200 || strings.Contains(line, "|") {
			t.Errorf("a row that makes no readable table: %q", line)
		}
		seen[fields[0]] = true
		list = append(list, &quirk{id: fields[0], sent: fields[1], handled: fields[2], section: section})
	}
	return list
}

var (
	isQuirk = regexp.MustCompile(`^(Q\d+|[a-z][a-z0-9]*(-[a-z0-9]+)+)$`)
	inTitle = regexp.MustCompile(`\(([^()]+)\)\.?$`)
)

// cited returns the quirks that the title of a case names at its end, as in
// "(Q14, okta-put)".
func cited(title string) []string {
	m := inTitle.FindStringSubmatch(title)
	if m == nil {
		return nil
	}
	ids := strings.Split(m[1], ", ")
	if slices.ContainsFunc(ids, func(id string) bool { return !isQuirk.MatchString(id) }) {
		return nil
	}
	return ids
}

// cite gives each quirk the cases that name it.
func cite(t *testing.T, register []*quirk, cases []caseOf) {
	t.Helper()
	for _, k := range cases {
		for _, id := range cited(k.c.Title) {
			i := slices.IndexFunc(register, func(q *quirk) bool { return q.id == id })
			if i < 0 {
				t.Errorf("%s cites %s, which is not in the register", k.name, id)
				continue
			}
			register[i].cases = append(register[i].cases, k)
		}
	}
}

func TestCited(t *testing.T) {
	f := func(title, want string) {
		t.Helper()
		if got := strings.Join(cited(title), " "); got != want {
			t.Errorf("%q cites %q, want %q", title, got, want)
		}
	}
	f("A thing. (Q14)", "Q14")
	f("A thing\nof two lines. (Q14, okta-put)", "Q14 okta-put")
	f("A thing (Q14).", "Q14")
	f("A thing (and another) of (Q14) no end", "")
	f("A thing. (as Entra sends it)", "")
	f("A thing. (Q14 and more)", "")
	f("A thing.", "")
}
