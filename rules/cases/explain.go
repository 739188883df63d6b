package cases

import (
	"errors"
	"fmt"
	"strings"

	"scimshim/rewrite"
)

// An Explainer says what each rule of a chain does to a request and to its answer.
type Explainer struct {
	Chain *rewrite.Chain
	All   bool     // whether the steps that did nothing are named as well
	Notes []string // what else is to be said, after the steps
}

// Explain plays a case and returns it as it came out, with what each rule did in the
// lines of its title.
func (x *Explainer) Explain(c *Case) (*Case, error) {
	p, err := play(x.Chain, c, true)
	if err != nil {
		return nil, err
	}
	p.Case.Title = x.title(c.Title, p)
	return p.Case, nil
}

// title returns the explanation as the title of a case, below the title that the
// case has. Its lines begin with noteMark, so that they can be told from that.
func (x *Explainer) title(title string, p *Played) string {
	var b strings.Builder
	if title != "" {
		fmt.Fprintf(&b, "%s\n\n", title)
	}
	x.steps(&b, Steps(x.Chain, &p.Trace))
	for _, text := range x.Notes {
		note(&b, 0, text)
	}
	p.end(&b)
	return strings.TrimSpace(b.String())
}

// steps says what each step did.
func (x *Explainer) steps(b *strings.Builder, steps []Step) {
	idle := 0
	for _, s := range steps {
		if s.Idle() && len(s.Decisions) == 0 && !x.All {
			idle++
			continue
		}
		note(b, 0, s.Name+" "+outcomes(s.Visit))
		for _, text := range s.Decisions {
			note(b, 1, text)
		}
		for _, d := range s.Differences {
			d.write(b)
		}
	}
	switch {
	case idle == 0:
	case idle == len(steps):
		note(b, 0, "no step did anything; explain -v lists them")
	default:
		note(b, 0, count(idle)+" did nothing; explain -v lists them")
	}
}

// end says by which plan the filter was answered, on whose word there is nobody, and why the
// request was refused.
func (p *Played) end(b *strings.Builder) {
	if plan := p.Trace.Plan; plan != "" {
		note(b, 0, "filter plan: "+plan)
		if asked := p.Trace.Asked; asked != nil {
			note(b, 1, asked.String())
		}
	}
	if w := p.Trace.Warrant; w != rewrite.NoWarrant {
		note(b, 0, "empty answer, relying on: "+string(w))
	}
	var refusal *rewrite.Refusal
	if errors.As(p.Err, &refusal) {
		status := strings.TrimSpace(fmt.Sprintf("%d %s", refusal.Status, refusal.ScimType))
		note(b, 0, "refused: "+status+": "+refusal.Detail)
	}
}

// count returns a number of steps in words.
func count(n int) string {
	if n == 1 {
		return "1 step"
	}
	return fmt.Sprintf("%d steps", n)
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

func (d Difference) write(b *strings.Builder) {
	for _, line := range d.Gone {
		note(b, 1, "- "+line)
	}
	for _, line := range d.Came {
		note(b, 1, "+ "+line)
	}
}

// note writes a line of an explanation. A value may have line breaks, which must
// not begin a line that reads as a section of the case.
func note(b *strings.Builder, depth int, line string) {
	line = strings.NewReplacer("\r", " ", "\n", " ").Replace(line)
	fmt.Fprintf(b, "%s %s%s\n", noteMark, strings.Repeat("    ", depth), strings.TrimRight(line, " "))
}
