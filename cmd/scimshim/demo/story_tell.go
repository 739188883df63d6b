package demo

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"scimshim/cmd/scimshim/demo/cycle"
)

// A teller plays a story and tells it, for people.
type teller struct {
	narrator
	tale  *Story
	going bool            // whether all is as the story has it
	shown []cycle.Request // changes that were shown on this stage
}

// The measures of a story, in columns.
const (
	storyWidth  = 100
	storyIndent = 19
)

// tell writes lines after a label, folded where they are long.
func (t *teller) tell(label string, lines ...string) {
	for _, text := range lines {
		for _, part := range fold(text, storyWidth-storyIndent) {
			t.line("    %s%s", t.dim(pad(label, storyIndent-4)), part)
			label = ""
		}
	}
}

// opens says what the story is about.
func (t *teller) opens() {
	t.line("%s", t.bold(t.tale.title)+t.dim("  ("+t.tale.Name+")"))
	t.line("")
	for _, text := range fold(t.tale.symptom, storyWidth-4) {
		t.line("    %s", text)
	}
}

// plays plays the acts on a stage and tells them.
func (t *teller) plays(how string, s *stage, acts []act) error {
	t.line("")
	for i, text := range fold(how, storyWidth-2) {
		t.line("%s%s", strings.Repeat(" ", 2+2*min(i, 1)), t.bold(text))
	}
	if s.tally != nil && t.tale.file != "" {
		for line := range strings.Lines(t.tale.file) {
			t.line("        %s", t.dim(strings.TrimSuffix(line, "\n")))
		}
	}
	t.shown = nil
	for _, a := range acts {
		t.tell(cmp.Or(a.who, "Entra"), a.does)
		if err := t.play(s, a); err != nil {
			return err
		}
		if a.so != "" {
			t.tell("", "→ "+a.so)
		}
	}
	return nil
}

// play plays an act.
func (t *teller) play(s *stage, a act) error {
	if a.puts.endpoint != "" {
		s.put(a.puts)
	}
	if a.ask.Method == "" {
		return nil
	}
	x, err := s.send(a.ask)
	if err != nil {
		return err
	}
	t.tell("", t.once(a.ask)...)
	answers := t.tale.named
	if s.tally != nil {
		answers = "scimshim"
		t.shows(x)
	}
	wrong := a.wrong(x)
	t.going = t.going && wrong == ""
	t.tell(answers, t.outcome(a, x))
	if wrong != "" {
		t.tell("", t.bad(wrong))
	}
	return nil
}

// shows tells what the proxy sent to the target: of one request all, of several the bodies of changes only.
func (t *teller) shows(x *exchange) {
	if len(x.seen) == 0 {
		t.tell(t.tale.named, "sees nothing")
	}
	for _, seen := range x.seen {
		if same(seen, x.request) {
			t.tell(t.tale.named, "sees the same")
			continue
		}
		switch lines := t.once(seen); {
		case len(x.seen) == 1 || seen.Method == "PATCH":
			t.tell(t.tale.named, lines...)
		default:
			t.tell(t.tale.named, lines[0])
		}
	}
}

// once returns a request as lines for reading, of one that was shown before only the first.
func (t *teller) once(r cycle.Request) []string {
	lines := lay(r)
	if slices.Contains(t.shown, r) {
		return []string{lines[0] + ", as before"}
	}
	if len(lines) > 1 {
		t.shown = append(t.shown, r)
	}
	return lines
}

// outcome says what came of a request, for a reader who has seen the request.
func (t *teller) outcome(a act, x *exchange) string {
	switch answer := cycle.ReadAnswer(x.body); {
	case x.status >= 300:
		said := fmt.Sprintf("%d %s: ", x.status, answer.ScimType)
		return t.bad("✗ ") + said + excerpt(answer.Detail, a.quotes)
	case a.ask.Method == "GET":
		return t.good("✓ ") + fmt.Sprintf("%d, %d found", x.status, answer.TotalResults)
	}
	return t.good("✓ ") + fmt.Sprint(x.status)
}

// wrong says what is not as the story has it; empty for nothing.
func (a act) wrong(x *exchange) string {
	answer := cycle.ReadAnswer(x.body)
	if x.status != a.status {
		return fmt.Sprintf("that is not %d, as it is told: %s", a.status, answer.Detail)
	}
	if a.ask.Method == "GET" && answer.TotalResults != a.finds {
		return fmt.Sprintf("that is not %d, as it is told", a.finds)
	}
	for _, text := range a.quotes {
		if !strings.Contains(answer.Detail, text) {
			return fmt.Sprintf("that does not say %q: %s", text, answer.Detail)
		}
	}
	return ""
}

// excerpt returns the sentences of a text that have one of some phrases, and marks what it leaves out.
func excerpt(text string, phrases []string) string {
	var b strings.Builder
	left := false
	for sentence := range strings.SplitAfterSeq(text, ". ") {
		if !slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(sentence, p) }) {
			left = true
			continue
		}
		if left {
			b.WriteString("… ")
		}
		b.WriteString(sentence)
		left = false
	}
	if left {
		b.WriteString("…")
	}
	return strings.TrimSpace(b.String())
}

// closes tells what is in the targets at the end. Directly, something must be missing.
func (t *teller) closes(directly, shimmed cycle.Directory) {
	t.line("")
	t.line("  %s", t.bold(pad("directly", 11)+pad("scimshim", 11)+"in "+t.tale.named+" at the end"))
	failed := false
	for _, m := range t.tale.meant {
		a, b := m.holds(directly), m.holds(shimmed)
		t.line("  %s%s%s", t.mark(a, 11), t.mark(b, 11), m.text)
		failed = failed || !a
		t.going = t.going && b
	}
	t.going = t.going && failed
	t.line("")
}
