package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/demo"
)

func newDemo() *cobra.Command {
	var seed uint64
	c := &cobra.Command{
		Use:   "demo [PAIR]",
		Short: "Play a provisioning cycle against a strict target, with and without the proxy",
		Long: "Demo starts an imitation of a strict target and the proxy on free local ports, and plays a\n" +
			"provisioning cycle of Microsoft Entra ID with randomly made-up people. Each step is sent first\n" +
			"directly to the target, then through the proxy to another target of the same kind. Afterwards the\n" +
			"demo checks what each target has stored. Nothing leaves the machine.\n\n" +
			"The pairs are " + pairNames(" and ") + ".\n" +
			"Without an argument all of them are played.",
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
func pairsToPlay(args []string) ([]demo.Pair, error) {
	if len(args) == 0 {
		return demo.Pairs(), nil
	}
	for _, d := range demo.Pairs() {
		if d.String() == args[0] {
			return []demo.Pair{d}, nil
		}
	}
	return nil, usagef("unknown pair %q; expected %s", args[0], pairNames(" or "))
}

// pairNames lists the pairs, with a word before the last.
func pairNames(word string) string {
	var names []string
	for _, d := range demo.Pairs() {
		names = append(names, d.String())
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + word + names[last]
}

// playPairs plays the cycle of each pair. Its error is errBad if the proxy did
// not make all of a cycle right.
func playPairs(w io.Writer, pairs []demo.Pair, seed uint64) error {
	good := true
	for _, d := range pairs {
		ok, err := demo.Play(w, d, seed, wantsColours(w))
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
