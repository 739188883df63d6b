package normalize

import (
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rules/kind"
)

// expected is what a block may be.
const expected = "expected all, a list of items, or a mapping of items to their options"

// A reader collects the items of a block.
type reader struct {
	b      *kind.Block
	stated map[string][]stated
}

// A stated is an item as a file states it.
type stated struct {
	at      *tree.Node
	options *tree.Node // nil where it has none
	all     bool       // whether it is wanted as one of all
}

func (r *reader) add(word string, at, options *tree.Node) {
	r.note(word, stated{at: at, options: options})
}

func (r *reader) note(word string, s stated) {
	if r.stated == nil {
		r.stated = map[string][]stated{}
	}
	r.stated[word] = append(r.stated[word], s)
}

// rest adds all items that nothing has been said of, and that are not left out.
func (r *reader) rest(at *tree.Node, except []string) {
	for _, item := range items {
		if !item.named && len(r.stated[item.word]) == 0 && !slices.Contains(except, item.word) {
			r.note(item.word, stated{at: at, all: true})
		}
	}
}

// list reads a list of items.
func (r *reader) list(n *tree.Node) {
	some := false
	for _, entry := range n.All() {
		some = true
		if !entry.IsMap() {
			if word := entry.OneOf(words...); slices.Contains(words, word) {
				r.add(word, entry, nil)
			}
			continue
		}
		found := false
		for _, word := range words {
			if !entry.Has(word) {
				continue
			}
			if found {
				entry.ErrorKey(word, "each entry of the list is one item; make %s a separate entry", word)
			}
			found = true
			r.options(word, entry.Key(word))
		}
		r.misplaced(entry, "the options of the item, as in {strings: {source: Q16}}")
		entry.Rest()
		if !found && len(entry.Keys()) == 0 {
			entry.Errorf("expected an item with its options, as in {paths: values}")
		}
	}
	if !some {
		n.Errorf(expected)
	}
}

// mapping reads options of items, and adds all other items.
func (r *reader) mapping(n *tree.Node) {
	for _, word := range words {
		if n.Has(word) {
			r.options(word, n.Key(word))
		}
	}
	r.misplaced(n, "the options of an item, as in {strings: {source: Q16}}")
	r.rest(n, r.except(n.Key("except")))
}

// notes are the keys of a mapping that whoever takes a step reads.
var notes = []string{"if", "why", "source"}

// misplaced refuses what is said of items beside them: of which of them, nobody would know.
func (r *reader) misplaced(n *tree.Node, where string) {
	for _, key := range notes {
		if n.Has(key) {
			n.ErrorKey(key, "%s belongs in %s", key, where)
		}
	}
}

// options adds an item with its options.
func (r *reader) options(word string, n *tree.Node) {
	if n.IsNull() {
		n.Errorf("%s has no effect here; expected its options", word)
		return
	}
	r.add(word, n, n)
}

// except reads the items that are left out.
func (r *reader) except(n *tree.Node) []string {
	var list []string
	for entry := range kind.Each(n) {
		word := entry.OneOf(words...)
		i := slices.Index(words, word)
		switch {
		case i < 0:
		case items[i].named:
			entry.Errorf("%s is already left out unless it is listed", word)
		case len(r.stated[word]) > 0:
			entry.Errorf("%s has options above and is left out here; keep only one", word)
		case slices.Contains(list, word):
			entry.Errorf("%s is already left out", word)
		}
		list = append(list, word)
	}
	return list
}

// put puts the steps of an item.
func (r *reader) put(i *item, s stated) {
	resources, belongs := i.endpoints(r.b.Resources)
	if !belongs && !s.all {
		s.at.Errorf("%s is for %s; write it %s", i.word, i.only, i.place())
	}
	if !belongs && s.all {
		return
	}
	o := &options{n: s.options, at: s.at, word: i.word}
	for _, rule := range i.rules(o) {
		r.b.Put(kind.Step{Key: strings.TrimSuffix(i.word+"."+rule.key, "."), At: s.at, Resources: resources,
			Methods: i.methods, Phase: i.phase, New: rule.make})
	}
	if s.options.IsMap() {
		for _, key := range notes {
			s.options.Key(key) // of an item that comes to no step
		}
		s.options.Rest()
	}
}
