package demo

import (
	"fmt"
	"io"
	"slices"

	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rules"
)

// A Story is a report of administrators: what fails without the proxy, and what the proxy makes of it.
type Story struct {
	Name          string // by which it is chosen
	title         string
	symptom       string // in an administrator's words
	target, named string // the target's pack, and the product

	listed string        // the rules, as a configuration lists them
	given  []rules.Given // values for the target's pack
	file   string        // the text of a rule file of the administrator's, between the packs; empty for none

	before            []resource // what the target holds
	directly, shimmed []act
	meant             []meaning
}

// Stories returns all stories.
func Stories() []Story { return slices.Clone(stories) }

var stories = []Story{filterAtAtlassian, userSync, filterAtServiceNow, emailChange, invitedUser}

// An act is something that somebody does in a story, and what is to come of it.
type act struct {
	who, does string        // who is empty of Entra
	ask       cycle.Request // without a method, nothing is asked of the target
	puts      resource      // what an administrator changes at the target by hand

	status int
	finds  int      // of a query: how many it is to find
	quotes []string // of a refusal: what its detail is to say; the sentences with it are shown

	so string // what follows from it
}

// A meaning is something that is meant to be in the target at the end.
type meaning struct {
	text  string
	holds func(cycle.Directory) bool
}

// rules compiles the rules of a story.
func (s *Story) rules() (*rules.Set, error) {
	var list []rules.Source
	for _, name := range []string{"entra", s.target} {
		source, err := rules.Open(name)
		if err != nil {
			return nil, err
		}
		list = append(list, source)
	}
	list[1].Given = s.given
	if s.file != "" {
		list = slices.Insert(list, 1, rules.Source{File: "local.yaml", Data: []byte(s.file)})
	}
	return rules.Compile(list...)
}

// PlayStories plays stories and tells them, and lists them at the end if there are several. It reports
// whether all went as told: that each fails directly, and is cured.
func PlayStories(w io.Writer, list []Story, colours bool) (good bool, err error) {
	good = true
	n := &narrator{w, paint(colours)}
	var marks []bool
	for _, s := range list {
		ok, err := s.play(w, colours)
		if err != nil {
			return false, fmt.Errorf("story %s: %w", s.Name, err)
		}
		marks, good = append(marks, ok), good && ok
	}
	for i, s := range list {
		if len(list) > 1 {
			n.line("  %s%s%s", n.mark(marks[i], 3), pad(s.Name, 20), s.title)
		}
	}
	return good, nil
}

// play plays a story directly at an imitated target, then through the proxy at a second one, and
// tells it.
func (s *Story) play(w io.Writer, colours bool) (good bool, err error) {
	set, err := s.rules()
	if err != nil {
		return false, err
	}
	alone, err := newStage(s.target, s.before)
	if err != nil {
		return false, err
	}
	defer alone.close()
	shielded, err := newStage(s.target, s.before)
	if err != nil {
		return false, err
	}
	defer shielded.close()
	if err := shielded.shield(set); err != nil {
		return false, err
	}
	t := &teller{narrator: narrator{w, paint(colours)}, tale: s, going: true}
	t.opens()
	if err := t.plays("directly", alone, s.directly); err != nil {
		return false, err
	}
	if err := t.plays("through scimshim, with the rules "+s.listed, shielded, s.shimmed); err != nil {
		return false, err
	}
	t.closes(readDirectory(alone.target), readDirectory(shielded.target))
	return t.going, nil
}
