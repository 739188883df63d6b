package json

import (
	"encoding/json"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
)

// Random edits of random texts, one after another, give what the same edits give on a tree that
// encoding/json has read, and what was not edited is there byte for byte.
func TestEditorModel(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	in := &Room{}
	edited, n := 0, racetest.Often(40_000)
	for range n {
		src := randomJSON(rnd, 4)
		if Check(src) != nil {
			continue
		}
		old, now := readTape(t, src), &Tape{}
		for turn := range uint64(1 + rnd.IntN(turns)) {
			if !editAsModel(t, old, now, in, dice(rnd.Uint64()*turns+turn)) {
				break
			}
			old, now, edited = now, old, edited+1
		}
		in.Empty(rnd.IntN(100) == 0)
	}
	if edited < n/4 {
		t.Errorf("only %d texts were edited", edited)
	}
}

// finishOn is FinishOn, which may put the text on the tape late. What may be in it is known before that.
func finishOn(e *Editor, now *Tape, in *Room, late bool) (text string, changed bool) {
	if !late {
		return e.FinishOn(now, in)
	}
	text, ok := e.FinishLate(in)
	if !ok {
		return e.FinishOn(now, in)
	}
	seen := slices.Clone(e.tape.Seen())
	if e.Retape(now, text); !slices.Equal(seen, now.Seen()) {
		panic("names that were not known before have come in")
	}
	return text, true
}

// editAsModel edits what is on one tape onto another, and reports whether that changed anything.
func editAsModel(t *testing.T, old, now *Tape, in *Room, d dice) bool {
	t.Helper()
	src := old.Text()
	was := strings.Clone(src)
	e := old.Edit()
	e.random(d, 0, "")
	got, changed := finishOn(e, now, in, len(src)%2 == 0)
	if changed {
		sameTape(t, now, got)
	}
	if src != was {
		t.Fatalf("%s has become %s", was, src)
	}

	want := readNode(t, src)
	want.edit(d, "")
	if changed != want.touched || !changed && got != src {
		t.Fatalf("%s: %s: changed is %v", src, got, changed)
	}
	if err := Check(got); err != nil {
		t.Fatalf("%s: %s: %v", src, got, err)
	}
	if where := readNode(t, got).differs(want); where != "" {
		t.Fatalf("%s\nbecame %s\nwhich differs at %s", src, got, where)
	}
	return changed
}

// names are those that the tapes of tests know.
var names = NewNames([]string{"a", "b", "set", "emails", "added1", "a-new"})

func readTape(t *testing.T, src string) *Tape {
	t.Helper()
	tape := &Tape{}
	if err := tape.Read(src, names); err != nil {
		t.Fatalf("%s: %v", src, err)
	}
	return tape
}

// sameTape holds the tape of an edited text against one that has read it.
func sameTape(t *testing.T, got *Tape, text string) {
	t.Helper()
	want := readTape(t, text)
	for i := range got.nodes { // where nothing has a name it has no place either
		if got.nodes[i].nameSize == 0 {
			got.nodes[i].nameAt = 0
		}
	}
	if got.Text() != text || !slices.Equal(got.nodes, want.nodes) {
		t.Fatalf("%s is on its tape\n%+v, want\n%+v", text, got.nodes, want.nodes)
	}
	for i := range want.seen {
		if want.seen[i]&^got.seen[i] != 0 {
			t.Fatalf("%s: saw %b, want at least %b", text, got.seen, want.seen)
		}
	}
}

// dice decide by the place of a value what happens to it, so that the editor
// and the model come to the same without a common order.
type dice uint64

// turns is how many times a text is edited at most.
const turns = 4

// turn returns what sets names apart that are given in different turns.
func (d dice) turn() string { return []string{"", "1", "2", "3"}[d%turns] }

func (d dice) roll(place, what string, sides uint64) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, strconv.FormatUint(uint64(d), 36)+what+place)
	return (h.Sum64() ^ h.Sum64()>>29) % sides
}

func (d dice) dropped(place string) bool { return d.roll(place, "drop", 5) == 0 }
func (d dice) renamed(place string) bool { return d.roll(place, "name", 6) == 0 }
func (d dice) set(place string) bool     { return d.roll(place, "set", 8) == 0 }
func (d dice) added(place string) int    { return max(0, int(d.roll(place, "add", 8))-5) }

const setTo = `{"set" : [ ]}`

// random edits the value at an offset, which is at a place of the tree.
func (e *Editor) random(d dice, at int, place string) {
	if d.set(place) {
		e.Set(at, setTo)
		return
	}
	switch e.Kind(at) {
	case '{':
		t := e.Members(at, func(f Field) bool {
			sub := place + "/" + f.Name
			if d.renamed(sub) {
				e.Rename(f, f.Name+"-new"+d.turn())
			}
			e.random(d, f.At, sub)
			return !d.dropped(sub)
		})
		for i := range d.added(place) {
			e.AddMember(&t, "added"+strconv.Itoa(i)+d.turn(), `"+"`)
		}
	case '[':
		i := -1
		e.Elements(at, func(at int) bool {
			i++
			sub := place + "/" + strconv.Itoa(i)
			e.random(d, at, sub)
			return !d.dropped(sub)
		})
	}
}

// A tree is a value and the text it was read from.
type tree struct {
	raw     string
	open    byte // bracket, or 0
	items   []item
	touched bool
}

// An item is a member, or an element with an empty key; raw is all its text.
type item struct {
	key, raw string
	renamed  bool
	value    *tree
}

// edit does to a tree what random does to a text.
func (n *tree) edit(d dice, place string) {
	if d.set(place) {
		if n.raw == setTo {
			return // which is no edit
		}
		*n = tree{raw: setTo, open: '{', touched: true}
		n.items = []item{{key: "set", raw: `"set" : [ ]`, value: &tree{raw: "[ ]", open: '['}}}
		return
	}
	kept := []item{}
	for i, it := range n.items {
		sub := place + "/" + strconv.Itoa(i)
		if n.open == '{' {
			sub = place + "/" + it.key
		}
		if d.dropped(sub) {
			n.touched = true
			continue
		}
		if n.open == '{' && d.renamed(sub) {
			it.key, it.renamed = it.key+"-new"+d.turn(), true
		}
		it.value.edit(d, sub)
		n.touched = n.touched || it.renamed || it.value.touched
		kept = append(kept, it)
	}
	n.items = kept
	if n.open == '{' {
		n.add(d.added(place), d.turn())
	}
}

func (n *tree) add(count int, turn string) {
	for i := range count {
		key := "added" + strconv.Itoa(i) + turn
		n.items = append(n.items, item{key: key, raw: `"` + key + `":"+"`, value: &tree{raw: `"+"`}})
		n.touched = true
	}
}

// differs returns the text of the part of n that is not as in want.
func (n *tree) differs(want *tree) string {
	if !want.touched {
		if n.raw != want.raw {
			return n.raw
		}
		return ""
	}
	if n.open != want.open || len(n.items) != len(want.items) {
		return n.raw
	}
	for i, it := range n.items {
		w := want.items[i]
		if it.key != w.key || !w.renamed && !w.value.touched && it.raw != w.raw {
			return it.raw
		}
		if where := it.value.differs(w.value); where != "" {
			return where
		}
	}
	return ""
}

// readNode reads checked text with encoding/json.
func readNode(t *testing.T, src string) *tree {
	t.Helper()
	src = strings.Trim(src, " \t\r\n")
	n := &tree{raw: src}
	if src[0] != '{' && src[0] != '[' {
		return n
	}
	n.open = src[0]
	d := json.NewDecoder(strings.NewReader(src))
	_, err := d.Token()
	must(t, err)
	for d.More() {
		from := d.InputOffset()
		var it item
		if n.open == '{' {
			key, err := d.Token()
			must(t, err)
			it.key = key.(string)
		}
		var raw json.RawMessage
		must(t, d.Decode(&raw))
		it.raw = strings.TrimLeft(src[from:d.InputOffset()], ", \t\r\n")
		it.value = readNode(t, string(raw))
		n.items = append(n.items, it)
	}
	return n
}
