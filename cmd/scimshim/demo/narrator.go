package demo

import (
	"fmt"
	"io"
	"strings"

	"scimshim/cmd/scimshim/demo/cycle"
)

// A narrator tells what happens in a demo, for people.
type narrator struct {
	w io.Writer
	paint
}

// The measures of a report, in columns.
const (
	width  = 110
	indent = 17
)

// line writes a line.
func (n *narrator) line(format string, args ...any) {
	fmt.Fprintln(n.w, strings.TrimRight(fmt.Sprintf(format, args...), " "))
}

// row writes lines after a label, folded where they are long.
func (n *narrator) row(label string, lines ...string) {
	for _, text := range lines {
		for _, part := range fold(text, width-indent) {
			n.line("    %s%s", n.dim(pad(label, indent-4)), part)
			label = ""
		}
	}
}

// title says what is going to be played.
func (n *narrator) title(s *show, seed uint64) {
	c := &s.through.Cast
	n.line("%s", n.bold("Microsoft Entra ID provisions "+s.named))
	n.line("")
	about := fmt.Sprintf("Each step is played twice: straight at a strict imitation of %s, and at a second one "+
		"through scimshim with the rules %s,%s. The state of the target is read from its store.",
		s.named, s.Source, s.Target)
	for _, text := range fold(about, width-8) {
		n.line("    %s", text)
	}
	n.line("")
	n.row("straight", s.straight.base)
	n.row("scimshim", s.through.base)
	n.row("joiner", c.Joiner.Name()+", "+c.Joiner.Mail)
	n.row("mover", c.Mover.Name()+", "+c.Mover.Mail+", is in the target, and will be "+c.Mover.NewName)
	n.row("leaver", c.Leaver.Name()+", "+c.Leaver.Mail+", is in the target")
	n.row("group", c.Group)
	n.row("seed", fmt.Sprintf("%d (--seed %[1]d makes up the same people)", seed))
}

// step tells a step.
func (n *narrator) step(number int, title string, straight, through result) {
	n.line("")
	n.line("%s", n.bold(fmt.Sprintf("%2d  %s", number, title)))
	n.row("Entra sends", lay(through.request)...)
	n.row("straight", n.verdict(straight))
	if len(through.seen) == 0 {
		n.row("target sees", "nothing")
	}
	for _, seen := range through.seen {
		if same(seen, through.request) {
			n.row("target sees", "the same")
		} else {
			n.row("target sees", lay(seen)...)
		}
	}
	if len(through.rules) > 0 {
		n.row("rules", strings.Join(through.rules, ", "))
	}
	n.row("scimshim", n.verdict(through))
}

// verdict says what came of a step.
func (n *narrator) verdict(x result) string {
	switch a := cycle.ReadAnswer(x.body); {
	case x.refused() && x.byHand:
		return n.bad("✗ ") + clip(x.said(a), width-indent-45) + n.dim("  (put there by hand, to go on)")
	case x.refused():
		return n.bad("✗ ") + clip(x.said(a), width-indent-2)
	case x.wrong != "":
		return n.bad("✗ ") + x.said(a) + ", but " + x.wrong
	case !x.ok:
		return n.bad("✗ ") + x.said(a) + ", but in the target: " + x.found
	default:
		return n.good("✓ ") + x.said(a) + "; in the target: " + x.found
	}
}

// said says what was answered.
func (x result) said(a cycle.Answer) string {
	text := fmt.Sprint(x.status)
	switch {
	case x.refused() && a.Detail == "":
		return text + ", without a SCIM error"
	case x.refused():
		return strings.TrimRight(text+" "+a.ScimType, " ") + ": " + x.detail(a)
	case x.request.Method == "GET":
		return fmt.Sprintf("%s, %d found", text, a.TotalResults)
	}
	return text
}

// detail returns the detail of an error, which may quote the whole request.
func (x result) detail(a cycle.Answer) string {
	if x.request.Body == "" {
		return a.Detail
	}
	return strings.ReplaceAll(a.Detail, x.request.Body, "{…}")
}

// table sums the cycle up.
func (n *narrator) table(s *show, o outcome) {
	n.line("")
	n.line("    %s", n.bold(pad("step", 42)+pad("straight", 15)+pad("through scimshim", 17)+"then in the target"))
	n.line("    %s", n.dim(strings.Repeat("─", width-8)))
	for i, step := range s.steps {
		a, b := o.straight[i], o.through[i]
		n.line("%2d  %s%s%s%s", i+1, pad(step.Title, 42), n.cell(a, 15), n.cell(b, 17), clip(b.found, width-78))
	}
	refused, right := 0, 0
	for i := range s.steps {
		if o.straight[i].refused() {
			refused++
		}
		if o.through[i].right() {
			right++
		}
	}
	n.line("    %s", n.dim(strings.Repeat("─", width-8)))
	all := len(s.steps)
	n.line("    refused straight: %d of %d; right through the proxy: %d of %d", refused, all, right, all)
}

// cell says in a word what came of a step.
func (n *narrator) cell(x result, columns int) string {
	switch {
	case x.refused():
		return n.bad("✗ ") + pad(fmt.Sprintf("refused, %d", x.status), columns-2)
	case !x.right():
		return n.bad("✗ ") + pad(fmt.Sprintf("%d, but wrong", x.status), columns-2)
	}
	return n.good("✓ ") + pad(fmt.Sprint(x.status), columns-2)
}

// ending tells what is in the targets at the end. It reports whether all went
// right through the proxy.
func (n *narrator) ending(s *show, o outcome) bool {
	n.line("")
	n.line("    %s", n.bold(pad("straight", 11)+pad("scimshim", 11)+"in the target at the end"))
	good := true
	straight := s.straight.Ending(s.mapped, readDirectory(s.straight.target))
	for i, f := range s.through.Ending(s.mapped, readDirectory(s.through.target)) {
		n.line("    %s%s%s", n.mark(straight[i].OK, 11), n.mark(f.OK, 11), f.Text)
		good = good && f.OK
	}
	for _, x := range o.through {
		good = good && x.right()
	}
	n.line("")
	return good
}

// mark is the sign of what is right or wrong.
func (n *narrator) mark(ok bool, columns int) string {
	if ok {
		return n.good(pad("✓", columns))
	}
	return n.bad(pad("✗", columns))
}
