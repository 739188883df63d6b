package patch_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// A same is a block, the flat rules in whose place it stands, and the packs in whose cases both
// are played. Both stand after the same other blocks.
type same struct{ name, packs, others, block, flat string }

// A block comes to what the flat rules of the packs of targets say, in all cases of these.
func TestPatchIsTheRules(t *testing.T) {
	committed := map[string]map[string]*cases.Case{}
	for _, s := range sames {
		t.Run(s.name, func(t *testing.T) {
			if committed[s.packs] == nil {
				committed[s.packs] = casesOf(t, s.packs)
			}
			acted := 0
			for _, client := range []string{"entra", "okta"} {
				blocks, flat := after(t, client, s.others+s.block), after(t, client, s.others+"rules:\n"+s.flat)
				for name, c := range committed[s.packs] {
					if !strings.HasPrefix(name, client) {
						continue
					}
					got, acts := outcome(t, blocks, c)
					want, _ := outcome(t, flat, c)
					if got != want {
						t.Fatalf("%s: the rules come to\n%s\nthe block to\n%s", name, want, got)
					}
					if acts {
						acted++
					}
				}
			}
			if acted == 0 {
				t.Error("the block does nothing in any case")
			}
		})
	}
}

// after compiles a file after the pack of a client.
func after(t *testing.T, client, text string) *rules.Set {
	t.Helper()
	pack, _ := rules.Pack(client)
	pack.Unstated = true
	set, err := rules.Compile(pack, rules.Source{File: "own.yaml", Data: []byte("name: own\n" + text)})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// casesOf returns the cases of packs that bring no files along, by folder and name.
func casesOf(t *testing.T, pattern string) map[string]*cases.Case {
	t.Helper()
	files, err := filepath.Glob("../testdata/" + pattern + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", pattern, err)
	}
	all := map[string]*cases.Case{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := cases.Read(text, []string{"Users", "Groups"})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if c.IsPlain() {
			all[filepath.Base(filepath.Dir(file))+"/"+filepath.Base(file)] = c
		}
	}
	return all
}

// outcome returns what comes of a case but for the names of the rules, with how much the file
// own dropped, and whether a step of patch did something.
func outcome(t *testing.T, set *rules.Set, c *cases.Case) (text string, acts bool) {
	t.Helper()
	p, err := cases.Play(set.Chain, c)
	if err != nil {
		t.Fatal(err)
	}
	out := *p.Case
	out.Sections = nil
	for _, s := range p.Case.Sections {
		if s.Name != cases.Rules {
			out.Sections = append(out.Sections, s)
		}
	}
	dropped := 0
	for i, v := range p.Trace.Visits {
		if strings.HasPrefix(set.Infos[i].Name, "own/") {
			dropped += v.Dropped
		}
		acts = acts || set.Infos[i].Kind == "patch" && v.Outcome() > rewrite.Kept
	}
	return fmt.Sprintf("%sdropped %d\n", out.Format(), dropped), acts
}
