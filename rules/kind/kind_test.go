package kind

import (
	"testing"

	"scimshim/config/tree"
)

// A kind whose reader nothing documents has no manual page, nor has what is no kind.
func TestNoManual(t *testing.T) {
	g := Group{Kinds: map[string]Kind{"odd": {Read: func(*Block, *tree.Node) {}}}}
	for _, word := range []string{"odd", "even"} {
		if page, ok := g.Manual(word); ok {
			t.Errorf("the manual page of %s is %q", word, page)
		}
	}
}
