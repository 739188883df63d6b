package kind

import (
	"errors"
	"regexp"

	"scimshim/config/tree"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
)

var stepName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// StepName returns the name that a file gives a step.
func StepName(s string) (string, error) {
	if !stepName.MatchString(s) {
		return "", errors.New("a name consists of lower-case letters, digits and underscores, at most 64")
	}
	return s, nil
}

// NameIn returns the first attribute that a path or the pattern of a filter names, without
// its extension: a step is called by it. It is empty where the text cannot be read, which is
// for its reader to say.
func (b *Block) NameIn(n *tree.Node) string {
	if !n.IsScalar() {
		return ""
	}
	text, _ := b.Prefixes.long(n.String())
	t, err := filter.ParseTarget(text)
	p := t.Path
	if t.Where != nil {
		p.Sub = t.Sub
	}
	if err != nil {
		pattern, err := plan.ParsePattern(text)
		if err != nil || len(pattern.Named()) == 0 {
			return ""
		}
		p = pattern.Named()[0]
	}
	p.Schema = ""
	return p.String()
}
