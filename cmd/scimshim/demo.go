package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"github.com/spf13/cobra"
)

// A demoPair is a client and a target that the demo knows to play.
type demoPair struct {
	source, target string
	named          string // the target's product
	mapped         mapping
	states         []string // what the tenant knows of its data, as --set says it
}

// A mapping is what a tenant maps beside what every target has: the mobile phone
// and the title, which not every target takes.
type mapping struct{ phones, titles bool }

func (d demoPair) String() string { return d.source + "/" + d.target }

var demoPairs = []demoPair{
	{"entra", "servicenow", "ServiceNow", mapping{phones: true, titles: true}, nil},
	{"entra", "atlassian", "Atlassian Cloud", mapping{titles: true}, []string{"atlassian.match_email=username"}},
	{"entra", "aws-identity-center", "AWS IAM Identity Center", mapping{titles: true},
		[]string{"aws-identity-center.match_email=username"}},
	{"entra", "github-emu", "GitHub Enterprise Managed Users", mapping{}, []string{"github-emu.match_email=username"}},
}

func newDemo() *cobra.Command {
	var seed uint64
	c := &cobra.Command{
		Use:   "demo [PAIR]",
		Short: "Play a provisioning cycle at a strict target, without and with the proxy",
		Long: "Demo starts an imitation of a strict target and the proxy on free local ports, and plays a\n" +
			"provisioning cycle of Microsoft Entra ID with people made up at random: each step first straight\n" +
			"at the target, then, at another target of the same kind, through the proxy. It reads from the\n" +
			"targets' own store whether what was meant is there. Nothing leaves the machine.\n\n" +
			"The pairs are " + pairNames(" and ") + ";\n" +
			"without one, all are played.",
		Example: "  scimshim demo\n" +
			"  scimshim demo entra/servicenow --seed 7",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			pairs, err := pairsToPlay(args)
			if err != nil {
				return err
			}
			if !c.Flags().Changed("seed") {
				seed = rand.Uint64N(1_000_000)
			}
			return playPairs(c.OutOrStdout(), pairs, seed)
		},
	}
	c.Flags().Uint64Var(&seed, "seed", 0, "make up the same people as the demo that printed this `NUMBER`")
	return c
}

// pairsToPlay returns the pairs that the arguments name.
func pairsToPlay(args []string) ([]demoPair, error) {
	if len(args) == 0 {
		return demoPairs, nil
	}
	for _, d := range demoPairs {
		if d.String() == args[0] {
			return []demoPair{d}, nil
		}
	}
	return nil, usagef("unknown pair %q; expected %s", args[0], pairNames(" or "))
}

// pairNames lists the pairs, with a word before the last.
func pairNames(word string) string {
	var names []string
	for _, d := range demoPairs {
		names = append(names, d.String())
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + word + names[last]
}

// playPairs plays the cycle of each pair. Its error is errBad if the proxy did
// not make all of a cycle right.
func playPairs(w io.Writer, pairs []demoPair, seed uint64) error {
	good := true
	for _, d := range pairs {
		ok, err := playPair(newNarrator(w), d, seed)
		if err != nil {
			return fmt.Errorf("demo of %s: %w", d, err)
		}
		good = good && ok
	}
	if !good {
		return errBad
	}
	return nil
}

// playPair plays one cycle and reports it.
func playPair(n *narrator, d demoPair, seed uint64) (ok bool, err error) {
	people := newCast(rand.New(rand.NewPCG(seed, 0)))
	s, err := newShow(d, *people)
	if err != nil {
		return false, err
	}
	defer s.close()
	n.title(s, seed)
	o, err := s.play(n.step)
	if err != nil {
		return false, err
	}
	n.table(s, o)
	return n.ending(s, o), nil
}
