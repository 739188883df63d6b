package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules"
)

// A caseRun plays cases, tells those that fail, and keeps the score.
type caseRun struct {
	w      io.Writer
	rules  caseRules
	update bool // whether to write cases as they came out

	passed, failed, updated int

	known []string        // the rules of the packs and files, in their order
	fired map[string]bool // those that did something in a case
}

// playAll plays the cases whose path matches, and tells the score; where whole
// folders are played, also which rules no case fired.
func (t *caseRun) playAll(files []string, re *regexp.Regexp, whole bool) error {
	for _, file := range files {
		if !re.MatchString(file) {
			continue
		}
		if err := t.playFile(file); err != nil {
			return err
		}
	}
	if t.passed+t.failed+t.updated == 0 {
		return fmt.Errorf("no case's path matches %s", re)
	}
	fmt.Fprintln(t.w, t.score())
	if whole {
		for _, name := range t.known {
			if !t.fired[name] {
				fmt.Fprintf(t.w, "never fired: %s\n", name)
			}
		}
	}
	if t.failed > 0 {
		return errBad
	}
	return nil
}

// score sums up.
func (t *caseRun) score() string {
	text := fmt.Sprintf("%s: %d passed", count(t.passed+t.failed+t.updated, "case"), t.passed)
	if t.updated > 0 {
		text += fmt.Sprintf(", %d updated", t.updated)
	}
	if t.failed > 0 {
		text += fmt.Sprintf(", %d failed", t.failed)
	}
	return text
}

// playFile plays one case. Its error is one of the flags; what is wrong with
// the case itself is told.
func (t *caseRun) playFile(file string) error {
	base, err := t.rules.of(file)
	if err != nil {
		return err
	}
	t.know(base.set)
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	c, err := rules.ParseCase(text)
	if err != nil {
		t.fail(file, err.Error())
		return nil
	}
	set, err := base.with(c)
	if err != nil {
		t.fail(file, faultLines(err)...)
		return nil
	}
	p, complaints, err := set.Check(c)
	if err != nil {
		t.fail(file, err.Error())
		return nil
	}
	t.note(set, &p.Trace)
	return t.judge(file, c, p, complaints)
}

// judge compares what came out with the case as written.
func (t *caseRun) judge(file string, c *rules.Case, p *rules.Played, complaints []string) error {
	want, got := string(c.Format()), string(p.Case.Format())
	if want != got && t.update && len(complaints) == 0 {
		t.updated++
		fmt.Fprintf(t.w, "updated %s\n", file)
		return os.WriteFile(file, []byte(got), 0o644)
	}
	if want == got && len(complaints) == 0 {
		t.passed++
		return nil
	}
	t.fail(file, complaints...)
	if want != got {
		fmt.Fprintf(t.w, "--- %s, as written\n+++ as it came out\n%s\n", file, diff(want, got))
	}
	return nil
}

// fail tells why a case fails.
func (t *caseRun) fail(file string, why ...string) {
	t.failed++
	fmt.Fprintf(t.w, "FAIL %s\n", file)
	for _, line := range why {
		fmt.Fprintf(t.w, "     %s\n", line)
	}
}

// know notes the rules that a case may fire. A loose rule acts through the
// whole chain and never fires by itself.
func (t *caseRun) know(set *rules.Set) {
	for _, info := range set.Infos {
		if info.Kind != "loose" && !slices.Contains(t.known, info.Name) {
			t.known = append(t.known, info.Name)
		}
	}
}

// note notes the rules that a case fired.
func (t *caseRun) note(set *rules.Set, trace *rewrite.Trace) {
	for i, v := range trace.Visits {
		if v.Outcome() > rewrite.Kept {
			t.fired[set.Infos[i].Name] = true
		}
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
		lines = append(lines, faultLine(f.Pos, f.Msg))
	}
	return lines
}
