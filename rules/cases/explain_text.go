package cases

import (
	"errors"
	"fmt"
	"strings"

	"scimshim/rewrite"
)

// text returns the explanation as the title of a case, below the title that the
// case has. Its lines begin with noteMark, so that they can be told from that.
func (e *explanation) text(title string) string {
	var b strings.Builder
	if title != "" {
		fmt.Fprintf(&b, "%s\n\n", title)
	}
	idle := 0
	for i, v := range e.played.Trace.Visits {
		if v.Outcome() <= rewrite.Kept && !e.All {
			idle++
			continue
		}
		note(&b, 0, fmt.Sprintf("%s %s", e.Chain.Steps[i].Name, outcomes(v)))
		e.lines(&b, i)
	}
	switch {
	case idle == 0:
	case idle == len(e.Chain.Steps):
		note(&b, 0, "no rule did anything; explain -v names them")
	default:
		note(&b, 0, count(idle)+" did nothing; explain -v names them")
	}
	for _, text := range e.Notes {
		note(&b, 0, text)
	}
	if plan := e.played.Trace.Plan; plan != "" {
		note(&b, 0, "filter plan: "+plan)
		if asked := e.played.Trace.Asked; asked != nil {
			note(&b, 1, asked.String())
		}
	}
	if w := e.played.Trace.Warrant; w != rewrite.NoWarrant {
		note(&b, 0, "empty answer, on the word of: "+string(w))
	}
	var refusal *rewrite.Refusal
	if errors.As(e.played.Err, &refusal) {
		status := strings.TrimSpace(fmt.Sprintf("%d %s", refusal.Status, refusal.ScimType))
		note(&b, 0, "refused: "+status+": "+refusal.Detail)
	}
	return strings.TrimSpace(b.String())
}

// count returns a number of rules in words.
func count(n int) string {
	if n == 1 {
		return "1 rule"
	}
	return fmt.Sprintf("%d rules", n)
}

// outcomes says what a rule did in both directions.
func outcomes(v rewrite.Visit) string {
	text := v.Request.String()
	if v.Response > rewrite.Kept {
		text += ", answer " + v.Response.String()
	}
	if v.Request <= rewrite.Kept && v.Response > rewrite.Kept {
		text = "answer " + v.Response.String()
	}
	if v.Dropped > 0 {
		text += fmt.Sprintf(", dropped %d", v.Dropped)
	}
	return text
}

func (c change) write(b *strings.Builder) {
	for _, line := range c.before {
		note(b, 1, "- "+line)
	}
	for _, line := range c.after {
		note(b, 1, "+ "+line)
	}
}

// note writes a line of an explanation. A value may have line breaks, which must
// not begin a line that reads as a section of the case.
func note(b *strings.Builder, depth int, line string) {
	line = strings.NewReplacer("\r", " ", "\n", " ").Replace(line)
	fmt.Fprintf(b, "%s %s%s\n", noteMark, strings.Repeat("    ", depth), strings.TrimRight(line, " "))
}
