package config

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"scimshim/config/tree"
)

// A Guard says how many changes of a sort clients of a route may make in a window, before an
// administrator is asked.
type Guard struct {
	Window                      time.Duration
	Deletes, Disables, Removals *Bound // nil for any number
}

// A Bound is how many changes there may be.
type Bound struct {
	Count int
	Share float64 // of what the target has, from 0 to 1; 0 for no word
}

// DefaultWindow is the time in which a guard counts.
const DefaultWindow = time.Hour

const (
	minWindow  = time.Minute
	maxWindow  = 31 * 24 * time.Hour
	maxChanges = 1_000_000
)

// guard reads how many changes there may be; nil for no word.
func (r *reader) guard(n *tree.Node) *Guard {
	if n == nil || n.IsNull() {
		return nil
	}
	g := &Guard{Window: DefaultWindow}
	if window := n.Key("window"); window != nil {
		g.Window = durationIn(window, minWindow, maxWindow)
	}
	g.Deletes, g.Disables, g.Removals = bound(n.Key("deletes")), bound(n.Key("disables")), bound(n.Key("removals"))
	if n.IsMap() && !n.Has("deletes") && !n.Has("disables") && !n.Has("removals") {
		n.Errorf("expected one of: deletes, disables, removals")
	}
	n.Rest()
	return g
}

func bound(n *tree.Node) *Bound {
	if n == nil {
		return nil
	}
	b := &Bound{Count: n.Need("count").IntIn(1, maxChanges)}
	if share := n.Key("share"); share != nil {
		text := valid(share, func(s string) error { _, err := percent(s); return err })
		b.Share, _ = percent(text)
	}
	n.Rest()
	return b
}

// percent reads a share, such as 5%.
func percent(text string) (float64, error) {
	number, ok := strings.CutSuffix(text, "%")
	f, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || !(f > 0 && f <= 100) {
		return 0, errors.New("expected a share of what the target has, such as 5%")
	}
	return f / 100, nil
}

// guardKeys are those of guard.
func guardKeys() []tree.KeyDoc {
	const guard = "routes[].guard"
	keys := []tree.KeyDoc{
		tree.Doc(guard, "mapping", "none", "how many changes of a sort clients may make in a window; what is beyond "+
			"it is answered with 429 until an administrator releases or rejects it by the command `guard`"),
		tree.Doc(guard+".window", duration(minWindow, maxWindow), code(brief(DefaultWindow)),
			"the time in which changes are counted; the same change counts once in it"),
	}
	for _, sort := range [...]struct{ name, says, of string }{
		{"deletes", "a DELETE, as the target is sent it", "resources of the endpoint"},
		{"disables", "a user that is written with `active` false", "users"},
		{"removals", "a member that is taken out of a group; for a PUT, and for a PATCH that replaces or removes all " +
			"members, the group is read before", "users"},
	} {
		at := guard + "." + sort.name
		keys = append(keys, tree.Doc(at, "mapping", "any number", "the bound for: "+sort.says),
			tree.Doc(at+".count", "1 to "+strconv.Itoa(maxChanges), tree.Required, "how many there may be"),
			tree.Doc(at+".share", "percentage", "none", "how many there may be of the "+sort.of+" that the target "+
				"has, which it is asked for once in a window; the lower number holds, and `count` alone if the target "+
				"does not say"))
	}
	return keys
}
