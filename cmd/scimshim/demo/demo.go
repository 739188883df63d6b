// Package demo plays a provisioning cycle twice: straight at an imitation of a strict target,
// and at a second one through the proxy. It reads from the targets' own store whether what was
// meant is there, and tells it for people. All of it is in this process, on free local ports.
//
// A story is played in the same way: what administrators report of a target, from the failing
// to the cured state.
//
// It knows the proxy and the imitated targets as any client does, by HTTP; what a client does
// and means is the package cycle. Its types in reading order: Pair, show, player, stage,
// exchange and tally, narrator; Story, act, meaning, teller.
package demo

import (
	"io"
	"math/rand/v2"
	"slices"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rules"
)

// A Pair is a client and a target whose cycle can be played.
type Pair struct {
	Source, Target string // the packs of rules
	named          string // the target's product
	mapped         cycle.Mapping
	given          []rules.Given // what the tenant knows of its data, as the target's pack asks for it
}

// String returns the pair as it is chosen.
func (d Pair) String() string { return d.Source + "/" + d.Target }

var matched = []rules.Given{{Name: "match_email", Value: "username"}}

var pairs = []Pair{
	{"entra", "servicenow", "ServiceNow", cycle.Mapping{Phones: true, Titles: true}, nil},
	{"entra", "atlassian", "Atlassian Cloud", cycle.Mapping{Titles: true}, matched},
	{"entra", "aws-identity-center", "AWS IAM Identity Center", cycle.Mapping{Titles: true}, matched},
	{"entra", "github-emu", "GitHub Enterprise Managed Users", cycle.Mapping{}, matched},
}

// Pairs returns all pairs.
func Pairs() []Pair { return slices.Clone(pairs) }

// rules compiles the two packs.
func (d Pair) rules() (*rules.Set, error) {
	source, err := rules.Open(d.Source)
	if err != nil {
		return nil, err
	}
	target, err := rules.Open(d.Target)
	if err != nil {
		return nil, err
	}
	target.Given = d.given
	return rules.Compile(source, target)
}

// Play plays the cycle of a pair and tells it, with colours or without. The same seed makes
// up the same people. It reports whether all went right through the proxy.
func Play(w io.Writer, d Pair, seed uint64, colours bool) (good bool, err error) {
	people := cycle.NewCast(rand.New(rand.NewPCG(seed, 0)))
	s, err := newShow(d, *people)
	if err != nil {
		return false, err
	}
	defer s.close()
	n := &narrator{w, paint(colours)}
	n.title(s, seed)
	o, err := s.play(n.step)
	if err != nil {
		return false, err
	}
	n.table(s, o)
	return n.ending(s, o), nil
}
