package json

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"scimshim/rewrite/racetest"
)

// What was guessed of other texts changes nothing in how a text is read: neither what is on the tape,
// nor which names were seen, nor what is wrong and where.
func TestGuesses(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	list := namesIn(listBody(1))
	for i := range 300 { // more than a level has bits for
		list = append(list, fmt.Sprint("other", i))
	}
	list = append(list, "a", "B", "d", "e", "op", "path", "last")
	seeds := append(checkSeeds(), `{"other290":1,"last":{"a":1},"OTHER291":2}`, `{"a":{"last":1,"LAST":2}}`)
	known, used := NewNames(list), &Tape{}
	right, n := 0, racetest.Often(30_000)
	for i := range n {
		src := seeds[i%len(seeds)]
		if i%3 == 0 {
			src = randomJSON(rnd, 3)
		}
		src = mutate(rnd, src)
		fresh := &Tape{}
		want, got := readFresh(fresh, src, known), used.Read(src, known)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("%q: %v, without guesses %v", src, got, want)
		}
		if got == nil {
			right++
			sameReading(t, used, fresh)
		}
	}
	if right < n/10 {
		t.Errorf("only %d texts were right", right)
	}
}

// readFresh reads a text with the same names, of which nothing is guessed yet.
func readFresh(t *Tape, src string, known *Names) error {
	fresh := &Names{list: known.list, table: known.table}
	return t.Read(src, fresh)
}

func sameReading(t *testing.T, got, want *Tape) {
	t.Helper()
	same := got.elements == want.elements && reflect.DeepEqual(got.seen, want.seen) &&
		reflect.DeepEqual(got.nodes, want.nodes)
	if !same {
		t.Fatalf("%q: read as\n%v %v, without guesses\n%v %v", got.text, got.nodes, got.seen, want.nodes, want.seen)
	}
}

// Zeros are no name, though nothing is expected where they stand.
func TestNoGuess(t *testing.T) {
	for _, src := range []string{
		"{" + strings.Repeat("\x00", 40) + `:1}`, `{"a":1,` + strings.Repeat("\x00", 40) + "}",
	} {
		if err := new(Tape).Read(src, NewNames([]string{"a"})); err == nil {
			t.Errorf("%q is taken", src)
		}
	}
}
