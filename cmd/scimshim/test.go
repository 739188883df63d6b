package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/remark"
	"scimshim/cmd/scimshim/setup"
	"scimshim/config/tree"
	"scimshim/rules/cases"
	"scimshim/rules/cases/suite"
)

// defaultCases is where the cases of the packs are, from the project's root.
const defaultCases = "rules/testdata"

func newTest() *cobra.Command {
	t := &caseTest{}
	pattern := ""
	c := &cobra.Command{
		Use:   "test [CASES...]",
		Short: "Play cases: requests, and what must become of them",
		Long: "Test plays case files, or all that are in a folder, and prints where the outcome differs from what\n" +
			"is written. A case is a request, the request that the target must see, the target's answer, the\n" +
			"answer that the client must see, and the steps that acted; explain prints one. Without --rules, the\n" +
			"rules are the two packs in the name of the case's folder, such as entra-servicenow.\n\n" +
			"For every case, test also checks that the client's rules leave their own output unchanged, that\n" +
			"whatever no step changed is the same on both sides, and that renamed attributes get their names back.\n" +
			"For whole folders, it also lists the steps of your own files that no case used (with --packs, those\n" +
			"of packs too) and the files that it skipped.",
		Example: "  scimshim test\n" +
			"  scimshim test --rules entra,servicenow,./local.yaml cases/\n" +
			"  scimshim test --config scimshim.yaml --route servicenow --format github cases/\n" +
			"  scimshim test --run member --update rules/testdata/entra-servicenow",
		RunE: func(c *cobra.Command, args []string) error {
			re, err := regexp.Compile(pattern)
			if err != nil {
				return usagef("--run: %w", err)
			}
			if len(args) == 0 {
				args = []string{defaultCases}
			}
			found, err := suite.Find(args)
			var lost *fs.PathError
			if errors.As(err, &lost) && lost.Path == defaultCases && errors.Is(err, fs.ErrNotExist) {
				return usagef("expected files or folders with cases; there is no folder %s here", defaultCases)
			}
			if err != nil {
				return err
			}
			t.w = c.OutOrStdout()
			found.Whole = found.Whole && pattern == ""
			return t.playAll(found, re)
		},
	}
	t.rules.add(c)
	t.rules.addConfig(c)
	addFormat(c, &t.format)
	c.Flags().BoolVar(&t.packs, "packs", false, "also list steps of packs that no case used")
	c.Flags().BoolVar(&t.run.Update, "update", false, "write the outcome to the cases")
	c.Flags().StringVar(&pattern, "run", "", "play only the cases whose path matches the regular `EXPRESSION`")
	return c
}

// A caseTest plays cases, and says which of them fail.
type caseTest struct {
	w      io.Writer
	rules  caseRules
	run    suite.Run
	format remark.Format
	packs  bool            // whether to tell of rules of packs that no case fired
	told   []remark.Remark // what was found, for programs
}

// playAll plays the cases whose path matches, and tells the score; where whole
// folders are played, also which rules no case fired and which files are no cases.
func (t *caseTest) playAll(found *suite.Files, re *regexp.Regexp) error {
	t.run.Rules = func(file string) (*suite.Base, error) {
		base, err := t.rules.of(file)
		if err != nil {
			return nil, err
		}
		return base.Base, nil
	}
	for _, file := range found.Cases {
		if !re.MatchString(file) {
			continue
		}
		r, err := t.run.Play(file)
		if err != nil {
			return err
		}
		t.result(r)
	}
	if t.run.Passed+t.run.Failed+t.run.Updated == 0 {
		return fmt.Errorf("no case's path matches %s", re)
	}
	t.say("%s\n", t.score())
	if found.Whole {
		t.sum(found)
	}
	if t.format != remark.Text {
		if err := remark.Write(t.w, t.format, version(), t.told); err != nil {
			return err
		}
	}
	if t.run.Failed > 0 {
		return errBad
	}
	return nil
}

// sum tells what whole folders leave open.
func (t *caseTest) sum(found *suite.Files) {
	for _, info := range t.run.Unfired() {
		if info.Pack && !t.packs {
			continue
		}
		t.say("never used: %s\n", info.Name)
		t.tell(remark.Warning, info.Pos, "no case uses the step "+info.Name)
	}
	for _, file := range found.Skipped {
		const why = "not a case: its name does not end in " + suite.Ext
		t.say("skipped %s: %s\n", file, why)
		t.tell(remark.Note, tree.Position{File: file, Line: 1, Column: 1}, "skipped, "+why)
	}
}

// say says something to people.
func (t *caseTest) say(format string, args ...any) {
	if t.format == remark.Text {
		fmt.Fprintf(t.w, format, args...)
	}
}

// tell notes something for programs.
func (t *caseTest) tell(l remark.Level, at tree.Position, msg string) {
	t.told = append(t.told, remark.List(l, tree.Errors{{Pos: at, Msg: msg}})...)
}

// score sums up.
func (t *caseTest) score() string {
	r := &t.run
	text := fmt.Sprintf("%s: %d passed", count(r.Passed+r.Failed+r.Updated, "case"), r.Passed)
	if r.Updated > 0 {
		text += fmt.Sprintf(", %d updated", r.Updated)
	}
	if r.Failed > 0 {
		text += fmt.Sprintf(", %d failed", r.Failed)
	}
	return text
}

// result tells what came of a case, unless it passes.
func (t *caseTest) result(r *suite.Result) {
	switch {
	case r.Updated:
		t.say("updated %s\n", r.File)
	case r.Failed:
		t.fail(r)
	}
}

// fail tells why a case fails.
func (t *caseTest) fail(r *suite.Result) {
	t.say("FAIL %s\n", r.File)
	why := r.Complaints
	if r.Err != nil {
		why = faultLines(r.Err)
	}
	for _, line := range why {
		t.say("     %s\n", line)
		t.tell(remark.Error, tree.Position{File: r.File, Line: 1, Column: 1}, line)
	}
	if r.Want != r.Got {
		t.say("--- %s, as written\n+++ actual outcome\n%s\n", r.File, cases.Diff(r.Want, r.Got))
		t.tell(remark.Error, tree.Position{File: r.File, Line: cases.FirstChange(r.Want, r.Got), Column: 1},
			"the outcome differs from what is written from here on")
	}
}

// faultLines returns an error as lines, those of several faults one a fault.
func faultLines(err error) []string {
	var faults tree.Errors
	if !errors.As(err, &faults) {
		return strings.Split(err.Error(), "\n")
	}
	var lines []string
	for _, f := range faults {
		lines = append(lines, setup.Line(f.Pos, f.Msg))
	}
	return lines
}
