package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rules"
)

// A caseRun plays cases, tells those that fail, and keeps the score.
type caseRun struct {
	w      io.Writer
	rules  caseRules
	format reportFormat
	update bool // whether to write cases as they came out
	packs  bool // whether to tell of rules of packs that no case fired

	passed, failed, updated int

	names []string              // the rules of the packs and files, in their order
	known map[string]rules.Info // by name
	fired map[string]bool       // those that did something in a case
	told  []remark              // what was found, for programs
}

// playAll plays the cases whose path matches, and tells the score; where whole
// folders are played, also which rules no case fired and which files are no cases.
func (t *caseRun) playAll(found *caseFiles, re *regexp.Regexp) error {
	for _, file := range found.cases {
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
	t.say("%s\n", t.score())
	if found.whole {
		t.sum(found)
	}
	if t.format != formatText {
		if err := writeRemarks(t.w, t.format, t.told); err != nil {
			return err
		}
	}
	if t.failed > 0 {
		return errBad
	}
	return nil
}

// sum tells what whole folders leave open.
func (t *caseRun) sum(found *caseFiles) {
	for _, name := range t.names {
		info := t.known[name]
		if t.fired[name] || info.Pack && !t.packs {
			continue
		}
		t.say("never fired: %s\n", name)
		t.tell(levelWarning, info.Pos, "no case fires the rule "+name)
	}
	for _, file := range found.skipped {
		const why = "no case: its name does not end in " + caseExt
		t.say("skipped %s: %s\n", file, why)
		t.tell(levelNote, tree.Position{File: file, Line: 1, Column: 1}, "skipped, "+why)
	}
}

// say says something to people.
func (t *caseRun) say(format string, args ...any) {
	if t.format == formatText {
		fmt.Fprintf(t.w, format, args...)
	}
}

// tell notes something for programs.
func (t *caseRun) tell(l level, at tree.Position, msg string) {
	t.told = append(t.told, remarks(l, tree.Errors{{Pos: at, Msg: msg}})...)
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
		t.say("updated %s\n", file)
		return os.WriteFile(file, []byte(got), 0o644) //nolint:gosec // the file is the user's own, and was read before
	}
	if want == got && len(complaints) == 0 {
		t.passed++
		return nil
	}
	t.fail(file, complaints...)
	if want != got {
		t.say("--- %s, as written\n+++ as it came out\n%s\n", file, diff(want, got))
		t.tell(levelError, tree.Position{File: file, Line: firstChange(want, got), Column: 1},
			"the case comes out otherwise than written from here on")
	}
	return nil
}

// fail tells why a case fails.
func (t *caseRun) fail(file string, why ...string) {
	t.failed++
	t.say("FAIL %s\n", file)
	for _, line := range why {
		t.say("     %s\n", line)
		t.tell(levelError, tree.Position{File: file, Line: 1, Column: 1}, line)
	}
}

// know notes the rules that a case may fire. A loose rule acts through the
// whole chain and never fires by itself.
func (t *caseRun) know(set *rules.Set) {
	for _, info := range set.Infos {
		if _, known := t.known[info.Name]; info.Kind != "loose" && !known {
			t.names = append(t.names, info.Name)
			t.known[info.Name] = info
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
		lines = append(lines, setup.Line(f.Pos, f.Msg))
	}
	return lines
}
