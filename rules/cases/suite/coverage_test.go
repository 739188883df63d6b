package suite

import (
	"cmp"
	"errors"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/packs"
)

// Each kind of rule that packs have fires in a case, and each of its options that packs
// state stands in a rule that does. An option is a key, or a word out of a closed list,
// below the key of the kind. What packs say in blocks is for TestCasesCoverBlocks, and a
// kind of which the block fires has its cases there.
func TestCasesCoverKinds(t *testing.T) {
	t.Parallel()
	used, done, blocks := map[string]bool{}, map[string]bool{}, map[string]bool{}
	all := bases{}
	for _, file := range files(t) {
		c, set := read(t, all, file)
		p, err := cases.Play(set.Chain, c)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		base, _ := all.of(file)
		for i, info := range set.Infos {
			blocks[info.Kind] = blocks[info.Kind] || fired(info, p, i)
			once := filepath.Dir(file) + " " + info.Name // the rules of a folder are read once
			if !fired(info, p, i) || c.IsPlain() && done[once] {
				continue
			}
			done[once] = done[once] || c.IsPlain()
			useOptions(base, c, info, used)
		}
	}
	stated := statedInPacks(t)
	for _, kind := range rules.Kinds() {
		instead, _ := rules.Instead(kind)
		if word, _, _ := strings.Cut(instead, ":"); blocks[word] && slices.Contains(rules.BlockKinds(), word) {
			continue
		}
		if !used[kind] && stated[kind] {
			t.Errorf("no case fires a rule of the kind %s", kind)
		}
		for _, option := range optionsOf(kind) {
			if !used[option] && stated[option] {
				t.Errorf("no case exercises the option %s: write one", option)
			}
		}
	}
}

// statedInPacks returns the kinds and options of rules that packs have.
func statedInPacks(t *testing.T) map[string]bool {
	t.Helper()
	stated := map[string]bool{}
	for _, name := range packs.Names() {
		s, _ := rules.Pack(name)
		err := tree.ReadWith(s.File, s.Data, tree.Options{Expand: valuesOf(s)}, func(root *tree.Node) {
			for _, n := range root.Key("rules").All() {
				for _, kind := range rules.Kinds() {
					if n.Has(kind) {
						useNode(kind, n.Key(kind), stated)
					}
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return stated
}

// fired reports whether a rule had a part in what came of a case. An index acts through
// the plan of the chain, and a loose attribute for which an answer is refused through the
// refusal.
func fired(info rules.Info, p *cases.Played, step int) bool {
	switch {
	case info.Kind == "index" && p.Trace.Asked != nil && strings.Contains(p.Trace.Asked.String(), "in the index"):
		return true
	case isLoose(info) && p.Err != nil && strings.Contains(p.Err.Error(), info.Name):
		return true
	}
	return p.Trace.Visits[step].Outcome() > rewrite.Kept
}

// useOptions notes the kind and the options of a rule, as the file that has it says them.
func useOptions(base *Base, c *cases.Case, info rules.Info, used map[string]bool) {
	sources := slices.Clone(base.Sources)
	for _, f := range c.Files() {
		sources = append(sources, rules.Source{File: f.Name, Data: []byte(f.Text)})
	}
	for _, value := range c.Values() {
		sources, _ = rules.Give(sources, value, "")
	}
	for _, s := range sources {
		if s.File != info.Pos.File {
			continue
		}
		_ = tree.ReadWith(s.File, s.Data, tree.Options{Expand: valuesOf(s)}, func(root *tree.Node) {
			for _, n := range root.Key("rules").All() {
				if n.Pos() == info.Pos {
					useNode(info.Kind, n.Key(info.Kind), used)
				}
			}
		})
	}
}

// Each kind of block that packs have has a step that fires in a case.
func TestCasesCoverBlocks(t *testing.T) {
	t.Parallel()
	inPacks, fires := map[string]bool{}, map[string]bool{}
	all := bases{}
	for _, file := range files(t) {
		c, set := read(t, all, file)
		p, err := cases.Play(set.Chain, c)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i, info := range set.Infos {
			inPacks[info.Kind] = inPacks[info.Kind] || info.Pack
			fires[info.Kind] = fires[info.Kind] || fired(info, p, i)
		}
	}
	for _, word := range rules.BlockKinds() {
		if inPacks[word] && !fires[word] {
			t.Errorf("no case fires a step of a block %s", word)
		}
	}
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

// useNode notes what stands at a path: keys, and words.
func useNode(path string, n *tree.Node, used map[string]bool) {
	used[path] = true
	switch {
	case n.IsMap():
		for key, value := range n.Entries() {
			useNode(path+"."+key, value, used)
		}
	case n.IsList():
		for _, item := range n.All() {
			useNode(path, item, used)
		}
	case n.IsNull():
		used[path+"=null"] = true
	default:
		used[path+"="+n.String()] = true
	}
}

// optionsOf returns the options of a kind, which its reader says when it is offered what
// no rule has.
func optionsOf(kind string) []string {
	options := map[string]bool{}
	discover(kind, []string{kind}, options)
	return slices.Sorted(maps.Keys(options))
}

// odd is a key and a word that no rule has, and that is like none.
const odd = "qqqqqqqqqqqq"

// wordList is what a reader says of a word that it does not know.
var wordList = regexp.MustCompile(`(?:^expected one of: | out of )(.*)$`)

// discover finds the options at a place in a rule: the keys that lead to it, where an
// empty one is an item of a list. The name is without these.
func discover(name string, place []string, options map[string]bool) {
	if len(place) > 6 {
		return
	}
	for _, at := range [][]string{place, append(slices.Clone(place), "")} {
		for _, f := range offer(at, `"`+odd+`"`) {
			m := wordList.FindStringSubmatch(f)
			if m != nil && place[len(place)-1] != "scim-type" { // whose words are the RFC's
				for word := range strings.SplitSeq(m[1], ", ") {
					options[name+"="+word] = true
				}
			}
		}
		for _, f := range offer(at, `{"`+odd+`": 1}`) {
			list, ok := strings.CutPrefix(f, `unknown key "`+odd+`"; expected one of: `)
			if !ok {
				continue
			}
			for key := range strings.SplitSeq(list, ", ") {
				options[name+"."+key] = true
				discover(name+"."+key, append(slices.Clone(at), key), options)
			}
		}
	}
}

// offer returns what a reader says of a value at a place in a rule.
func offer(place []string, value string) []string {
	before, after := `{"name": "a", "rules": [{"name": "b", "when": {"resource": "Users"}, `, "}]}"
	for i, key := range place {
		switch {
		case key == "":
			before, after = before+"[", "]"+after
		case i == 0:
			before += `"` + key + `": `
		default:
			before, after = before+`{"`+key+`": `, "}"+after
		}
	}
	_, err := rules.Compile(rules.Source{File: "a.yaml", Data: []byte(before + value + after)})
	var faults tree.Errors
	errors.As(err, &faults)
	var says []string
	for _, f := range faults {
		if f.Pos.Column == len(before)+1 || strings.Contains(f.Msg, odd) {
			says = append(says, f.Msg)
		}
	}
	return says
}

// The options of kinds are found, whatever form they have.
func TestOptionsOf(t *testing.T) {
	f := func(kind string, want ...string) {
		t.Helper()
		got := optionsOf(kind)
		for _, option := range want {
			if !slices.Contains(got, option) {
				t.Errorf("%s: %q lacks %s", kind, got, option)
			}
		}
	}
	f("rename", "rename.from", "rename.to", "rename.answers")
	f("op-case", "op-case=lower")
	f("accept", "accept.form", "accept.join", "accept.join=and", "accept.operators", "accept.operators=eq")
	f("index", "index.attributes", "index.max_age")
}
