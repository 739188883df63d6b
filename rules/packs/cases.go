package packs

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed cases.tsv
var listed string

// A Case is one that shows packs at work, by the pair of packs that it is played with.
type Case struct{ Pair, Name, Title string }

// Cases returns the cases of a pack, by the pairs that it is of.
func Cases(pack string) []Case {
	var list []Case
	pair, of := "", false
	for line := range strings.Lines(listed) {
		line = strings.TrimSuffix(line, "\n")
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			names, _ := Pair(heading)
			pair, of = heading, slices.Contains(names, pack)
			continue
		}
		if name, title, ok := strings.Cut(line, "\t"); ok && of {
			list = append(list, Case{Pair: pair, Name: name, Title: title})
		}
	}
	return list
}
