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
	var story string
	c := &cobra.Command{
		Use:   "demo [PAIR]",
		Short: "Play provisioning cycles and reports of administrators, with and without the proxy",
		Long: "Demo starts an imitation of a strict target and the proxy on free local ports, and plays a\n" +
			"provisioning cycle of Microsoft Entra ID with randomly made-up people. Each step is sent first\n" +
			"directly to the target, then through the proxy to another target of the same kind. Afterwards the\n" +
			"demo checks what each target has stored. Nothing leaves the machine.\n\n" +
			"Then it plays stories: what administrators report, as it fails directly and is cured by the proxy.\n\n" +
			"The pairs are " + pairNames(" and ") + ".\n" +
			"The stories are " + storyNames(" and ") + ".\n" +
			"Without an argument and --story all of both are played.",
		Example: "  scimshim demo\n" +
			"  scimshim demo entra/servicenow --seed 7\n" +
			"  scimshim demo --story email-change",
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			pairs, stories, err := chosen(args, story)
			if err != nil {
				return err
			}
			if !c.Flags().Changed("seed") {
				seed = rand.Uint64N(1_000_000)
			}
			return playAll(c.OutOrStdout(), pairs, seed, stories)
		},
	}
	c.Flags().Uint64Var(&seed, "seed", 0, "make up the same people as the demo that printed this `NUMBER`")
	c.Flags().StringVar(&story, "story", "", "play only the story of this `NAME`, or all of them (all)")
	return c
}

// chosen returns what is to be played: a pair, a story, or all of both.
func chosen(args []string, story string) (pairs []demo.Pair, stories []demo.Story, err error) {
	switch {
	case len(args) > 0 && story != "":
		return nil, nil, usagef("give a pair or --story, not both")
	case story != "":
		stories, err = storiesToPlay(story)
	case len(args) > 0:
		pairs, err = pairsToPlay(args)
	default:
		pairs, stories = demo.Pairs(), demo.Stories()
	}
	return pairs, stories, err
}

// storiesToPlay returns the stories that a name stands for.
func storiesToPlay(name string) ([]demo.Story, error) {
	if name == "all" {
		return demo.Stories(), nil
	}
	for _, s := range demo.Stories() {
		if s.Name == name {
			return []demo.Story{s}, nil
		}
	}
	return nil, usagef("unknown story %q; expected %s or all", name, storyNames(", "))
}

// storyNames lists the stories, with a word before the last.
func storyNames(word string) string {
	var names []string
	for _, s := range demo.Stories() {
		names = append(names, s.Name)
	}
	return listed(names, word)
}

// pairsToPlay returns the pair that the argument names.
func pairsToPlay(args []string) ([]demo.Pair, error) {
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
	return listed(names, word)
}

// listed joins names, with a word before the last.
func listed(names []string, word string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + word + names[last]
}

// playAll plays the cycle of each pair, then the stories. Its error is errBad if the proxy did not make all of a
// cycle right, or a story was not as it is told.
func playAll(w io.Writer, pairs []demo.Pair, seed uint64, stories []demo.Story) error {
	good := true
	for _, d := range pairs {
		ok, err := demo.Play(w, d, seed, wantsColours(w))
		if err != nil {
			return fmt.Errorf("demo of %s: %w", d, err)
		}
		good = good && ok
	}
	told, err := demo.PlayStories(w, stories, wantsColours(w))
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if good = good && told; !good {
		return errBad
	}
	return nil
}
