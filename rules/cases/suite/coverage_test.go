package suite

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/packs"
	"scimshim/rules/rulestest"
)

// Each kind of block has a step that fires in a case, and each of its options that packs
// state, with whatever value of a parameter, stands in a step that does. An option is a key,
// or a word out of a closed list.
func TestCasesCoverOptions(t *testing.T) {
	if rulestest.RaceDetector {
		t.Skip("one goroutine plays the cases, and the race detector has it take minutes")
	}
	t.Parallel()
	known := readOptions(t)
	used, fires := map[string]bool{}, map[string]bool{}
	all := bases{}
	plain := map[string]*stating{}
	for _, file := range files(t) {
		c, set := read(t, all, file)
		p, err := cases.Play(set.Chain, c)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		base, _ := all.of(file)
		states := plain[filepath.Dir(file)]
		if !c.IsPlain() || states == nil {
			states = known.stating(sourcesOf(t, base, c), set.Infos)
		}
		if c.IsPlain() { // the rules of a folder are read once
			plain[filepath.Dir(file)] = states
		}
		for i, info := range set.Infos {
			if fired(info, p, i) {
				fires[info.Kind] = true
				states.use(info, used)
			}
		}
	}
	for _, kind := range rules.Kinds() {
		if !fires[kind] {
			t.Errorf("no case fires a step of a block %s", kind)
		}
	}
	stated := known.inPacks(t)
	for _, option := range slices.Sorted(maps.Keys(stated)) {
		if !used[option] {
			t.Errorf("packs state %s, and no case fires a step with it: write one", option)
		}
	}
	tried := known.inTests(t)
	for _, option := range slices.Sorted(maps.Keys(known.all)) {
		if !used[option] && !stated[option] && !tried[option] {
			t.Errorf("no pack states %s, and no test does: write one, or take it away", option)
		}
	}
}

// fired reports whether a rule had a part in what came of a case. An index acts through
// the plan of the chain, and an attribute for which an answer is refused through the refusal.
func fired(info rules.Info, p *cases.Played, step int) bool {
	switch {
	case strings.HasSuffix(info.Name, "queries.index") && p.Trace.Asked != nil &&
		strings.Contains(p.Trace.Asked.String(), "in the index"):
		return true
	case isLoose(info) && p.Err != nil && strings.Contains(p.Err.Error(), info.Name):
		return true
	}
	return p.Trace.Visit(step).Outcome() > rewrite.Kept
}

// sourcesOf returns the files that a case is played with.
func sourcesOf(t *testing.T, base *Base, c *cases.Case) []rules.Source {
	t.Helper()
	sources, err := slices.Clone(base.Sources), error(nil)
	for _, value := range c.Values() {
		if sources, err = rules.Give(sources, value, ""); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range c.Files() {
		sources = append(sources, rules.Source{File: f.Name, Data: []byte(f.Text)})
	}
	return withExtended(sources)
}

// withExtended adds the packs that files extend.
func withExtended(sources []rules.Source) []rules.Source {
	for _, s := range sources {
		_ = tree.Read(s.File, s.Data, func(root *tree.Node) {
			if base, ok := rules.Pack(root.Key("extends").String()); ok {
				sources = append(sources, base)
			}
		})
	}
	return sources
}

// A stating says which options the steps of a chain are stated with.
type stating struct {
	options map[string]map[string]bool // of each step, by its name
}

// use notes the options of a step, which may be named after one.
func (s *stating) use(info rules.Info, used map[string]bool) {
	maps.Copy(used, s.options[info.Name])
	if _, key, ok := strings.Cut(info.Name, info.Kind+"."); ok {
		used[info.Kind+"."+key], used[info.Kind+"="+key] = true, true
	}
}

// stating finds out how steps are stated in their files.
func (o *options) stating(sources []rules.Source, infos []rules.Info) *stating {
	s := &stating{options: map[string]map[string]bool{}}
	for _, source := range sources {
		var here []rules.Info
		for _, info := range infos {
			if info.Pos.File == source.File {
				here = append(here, info)
			}
		}
		o.file(source, func(way []string, nodes []*tree.Node, word string) {
			for _, info := range here {
				if info.Kind == word && states(info, nodes, here) {
					if s.options[info.Name] == nil {
						s.options[info.Name] = map[string]bool{}
					}
					s.options[info.Name][way[len(way)-1]] = true
				}
			}
		})
	}
	return s
}

// states reports whether the last of some nodes, of which each holds the next, is part of what
// states a step, or holds it. Of several steps that one mapping states each is named after the
// key that states it.
func states(info rules.Info, nodes []*tree.Node, all []rules.Info) bool {
	for i, n := range nodes {
		if n.Pos() != info.Pos {
			continue
		}
		if i == len(nodes)-1 || !n.IsMap() {
			return true
		}
		for key, value := range n.Entries() {
			if value == nodes[i+1] && !strings.HasSuffix(info.Name, "."+key) {
				return !slices.ContainsFunc(all, func(other rules.Info) bool {
					return other.Pos == info.Pos && strings.HasSuffix(other.Name, "."+key)
				})
			}
		}
		return true
	}
	last := nodes[len(nodes)-1]
	return holds(last, info.Pos) || beside(info, nodes)
}

// beside reports whether the last of some nodes is the value of a key that says more of what
// another key of the block states.
func beside(info rules.Info, nodes []*tree.Node) bool {
	for key, of := range map[string]string{"attributes": "others", "also": "undeclared"} {
		if len(nodes) > 1 && nodes[0].IsMap() && nodes[0].Has(key) && nodes[0].Key(key) == nodes[1] &&
			strings.HasSuffix(info.Name, ".stores."+of) && holds(nodes[0], info.Pos) {
			return true
		}
	}
	return false
}

// holds reports whether what is at a place is below a node.
func holds(n *tree.Node, at tree.Position) bool {
	if n.Pos() == at {
		return true
	}
	switch {
	case n.IsMap():
		for _, value := range n.Entries() {
			if holds(value, at) {
				return true
			}
		}
	case n.IsList():
		for _, item := range n.All() {
			if holds(item, at) {
				return true
			}
		}
	}
	return false
}

// inPacks returns the options that packs state, for each value that their parameters list.
func (o *options) inPacks(t *testing.T) map[string]bool {
	t.Helper()
	stated := map[string]bool{}
	for _, name := range packs.Names() {
		s, _ := rules.Pack(name)
		params, err := rules.Params(s)
		if err != nil {
			t.Fatal(err)
		}
		given := [][]rules.Given{nil}
		for _, p := range params {
			for _, value := range p.OneOf {
				given = append(given, []rules.Given{{Name: p.Name, Value: value}})
			}
		}
		for _, s.Given = range given {
			o.file(s, func(way []string, _ []*tree.Node, _ string) { stated[way[len(way)-1]] = true })
		}
	}
	return stated
}

// valuesOf returns what the parameters of a file stand for.
func valuesOf(s rules.Source) func(string) (string, bool) {
	values := map[string]string{}
	params, _ := rules.Params(s)
	for _, p := range params {
		values[p.Name] = cmp.Or(p.Default, p.Unstated)
	}
	for _, g := range s.Given {
		values[g.Name] = g.Value
	}
	return func(name string) (string, bool) { value, ok := values[name]; return value, ok }
}
