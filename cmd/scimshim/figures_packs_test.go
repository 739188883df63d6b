package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rewrite/racetest"
	"scimshim/rules"
	"scimshim/rules/packs"
)

// What an administrator has to hold, and to read.
const (
	maxKinds      = 18
	maxServiceNow = 170  // lines of the longest pack that has a page of its own
	maxPacks      = 1350 // lines of the first packs together
)

// laterPacks are those of targets that came when there were blocks. Their lines are counted apart.
var laterPacks = []string{"databricks", "entra-id", "hcp-terraform", "rfc", "sap-ias"}

// The kinds can be held in mind, and the packs be read. With -v their figures are shown.
func TestPackFigures(t *testing.T) {
	t.Parallel()
	kinds := rules.Kinds()
	if t.Logf("%d kinds: %s", len(kinds), strings.Join(kinds, " ")); len(kinds) > maxKinds {
		t.Errorf("there are %d kinds; expected at most %d", len(kinds), maxKinds)
	}
	first, later := 0, 0
	for _, name := range packs.Names() {
		text, _ := packs.Rules(name)
		lines := bytes.Count(text, []byte("\n"))
		if slices.Contains(laterPacks, name) {
			later += lines
		} else {
			first += lines
		}
		if t.Logf("%-20s %4d lines", name, lines); name == "servicenow" && lines > maxServiceNow {
			t.Errorf("%s has %d lines; expected at most %d", name, lines, maxServiceNow)
		}
	}
	if t.Logf("%d lines, and %d of later packs", first, later); first > maxPacks {
		t.Errorf("the first packs have %d lines; expected at most %d", first, maxPacks)
	}
}

// No chain of a client and a target does the same twice: no two of its steps that are for the
// same requests have the same kind, option and text.
func TestNoStepTwice(t *testing.T) {
	racetest.SkipReading(t)
	t.Parallel()
	clients, targets := sidesOfPacks(t)
	steps, chains, twice := 0, 0, 0
	for _, client := range clients {
		for _, target := range targets {
			set, texts := compiledPair(t, client, target)
			chains, steps = chains+1, steps+len(set.Infos)
			met := map[string]string{}
			for _, info := range set.Infos {
				id := said(info, texts)
				if before, ok := met[id]; ok {
					twice++
					t.Errorf("%s and %s: %s repeats what %s says", client, target, info.Name, before)
				}
				met[id] = info.Name
			}
		}
	}
	t.Logf("%d chains have %d steps, %d of which repeat a separate entry of theirs", chains, steps, twice)
}

// sidesOfPacks returns the packs of clients and of targets.
func sidesOfPacks(t *testing.T) (clients, targets []string) {
	t.Helper()
	for _, name := range packs.Names() {
		text, _ := packs.Rules(name)
		_ = tree.Read(name, text, func(root *tree.Node) {
			switch root.Key("for").String() {
			case "client":
				clients = append(clients, name)
			case "target":
				targets = append(targets, name)
			}
		})
	}
	if len(clients) == 0 || len(targets) == 0 {
		t.Fatalf("clients %v, targets %v", clients, targets)
	}
	return clients, targets
}

// said returns what tells the steps of a chain apart: what each is, and what states it.
func said(info rules.Info, texts map[tree.Position]string) string {
	_, key, _ := strings.Cut(info.Name, "/")
	for _, section := range []string{"users.", "groups."} {
		key = strings.TrimPrefix(key, section)
	}
	return fmt.Sprint(key, "\n", info.When, "\n", texts[info.Pos])
}

// compiledPair compiles a chain, and returns also what stands at each place of its files.
func compiledPair(t *testing.T, names ...string) (*rules.Set, map[tree.Position]string) {
	t.Helper()
	var sources []rules.Source
	texts := map[tree.Position]string{}
	for _, name := range names {
		s, ok := rules.Pack(name)
		if !ok {
			t.Fatalf("no pack %s", name)
		}
		s.Unstated = true
		sources = append(sources, s)
		_ = tree.ReadWith(s.File, s.Data, tree.Options{Expand: valuesOfPack(s), Define: "define"}, func(root *tree.Node) {
			noteTexts(root, texts)
			if base, ok := rules.Pack(root.Key("extends").String()); ok {
				_ = tree.ReadWith(base.File, base.Data, tree.Options{Expand: valuesOfPack(base), Define: "define"},
					func(root *tree.Node) { noteTexts(root, texts) })
			}
		})
	}
	set, err := rules.Compile(sources...)
	if err != nil {
		t.Fatal(err)
	}
	return set, texts
}

// valuesOfPack returns what the parameters of a pack stand for.
func valuesOfPack(s rules.Source) func(string) (string, bool) {
	params, _ := rules.Params(s)
	return func(name string) (string, bool) {
		for _, p := range params {
			if p.Name == name {
				return cmp.Or(p.Default, p.Unstated), true
			}
		}
		return "", false
	}
}

// noteTexts notes a value and all in it, by their places.
func noteTexts(n *tree.Node, texts map[tree.Position]string) {
	if texts[n.Pos()] == "" {
		texts[n.Pos()] = n.JSON()
	}
	switch {
	case n.IsMap():
		for _, value := range n.Entries() {
			noteTexts(value, texts)
		}
	case n.IsList():
		for _, item := range n.All() {
			noteTexts(item, texts)
		}
	}
}
