package suite

import (
	"os"
	"strings"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// A Run plays cases and keeps the score. It belongs to one goroutine.
type Run struct {
	Rules  func(file string) (*Base, error) // finds the rules for the case in a file
	Update bool                             // whether cases are written as they came out

	Passed, Failed, Updated int

	infos []rules.Info    // of the rules of the bases, in their order
	known map[string]bool // their names
	fired map[string]bool // the names of rules that did something
}

// A Result is what came of one case.
type Result struct {
	File       string
	Failed     bool
	Updated    bool
	Err        error    // why it could not be played
	Complaints []string // what it breaks of that which holds of every case
	Want, Got  string   // the case as written and as it came out; empty if it was not played
}

// Play plays the case in a file. The error is that of Rules, or of the file system.
func (r *Run) Play(file string) (*Result, error) {
	base, err := r.Rules(file)
	if err != nil {
		return nil, err
	}
	r.know(base.Set)
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	result := &Result{File: file}
	if result.Err = r.play(result, base, text); result.Err != nil {
		result.Failed = true
	}
	switch {
	case result.Failed:
		r.Failed++
	case result.Want == result.Got:
		r.Passed++
	default:
		r.Updated++
		result.Updated = true
		return result, os.WriteFile(file, []byte(result.Got), 0o644)
	}
	return result, nil
}

// play plays a case with the rules of a base.
func (r *Run) play(result *Result, base *Base, text []byte) error {
	c, err := cases.Parse(text)
	if err != nil {
		return err
	}
	set, err := base.For(c)
	if err != nil {
		return err
	}
	p, complaints, err := cases.Check(set.Chain, c)
	if err != nil {
		return err
	}
	r.note(set, &p.Trace)
	result.Want, result.Got, result.Complaints = string(c.Format()), string(p.Case.Format()), complaints
	result.Failed = len(complaints) > 0 || result.Want != result.Got && !r.Update
	return nil
}

// know notes the rules that a case may fire. A loose rule acts through the
// whole chain and never fires by itself.
func (r *Run) know(set *rules.Set) {
	if r.known == nil {
		r.known, r.fired = map[string]bool{}, map[string]bool{}
	}
	for _, info := range set.Infos {
		if !isLoose(info) && !r.known[info.Name] {
			r.known[info.Name] = true
			r.infos = append(r.infos, info)
		}
	}
}

// isLoose reports whether a rule says which answers prove nothing.
func isLoose(info rules.Info) bool {
	return info.Kind == "loose" || info.Kind == "queries" && strings.Contains(info.Name, "queries.unproven.")
}

// note notes the rules that a case fired.
func (r *Run) note(set *rules.Set, trace *rewrite.Trace) {
	for i, v := range trace.Visits() {
		if v.Outcome() > rewrite.Kept {
			r.fired[set.Infos[i].Name] = true
		}
	}
}

// Unfired returns the rules of the bases that did nothing in all cases.
func (r *Run) Unfired() []rules.Info {
	var list []rules.Info
	for _, info := range r.infos {
		if !r.fired[info.Name] {
			list = append(list, info)
		}
	}
	return list
}
