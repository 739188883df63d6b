package layout

import (
	"strings"
	"unicode/utf8"
)

// Bytes returns the text of a file with the node at its top.
func (n *Node) Bytes() []byte {
	p := &printer{}
	switch {
	case n.Kind != Scalar && len(n.Entries) == 0, n.Kind == Scalar, n.Flow && n.canFlow():
		p.line(0, n.flow(0))
	default:
		p.entries(n, 0, "")
	}
	return []byte(strings.TrimLeft(p.b.String(), "\n"))
}

// A printer writes a file.
type printer struct {
	b strings.Builder
}

// line writes a line, without spaces at its end.
func (p *printer) line(indent int, text string) {
	if text != "" {
		p.b.WriteString(strings.Repeat(" ", indent))
	}
	p.b.WriteString(text)
	p.b.WriteByte('\n')
}

// entries writes the entries of a mapping or list. The first of them stands behind lead, on
// its line.
func (p *printer) entries(n *Node, indent int, lead string) {
	for i, e := range n.Entries {
		if e.Blank && i > 0 {
			p.line(0, "")
		}
		for _, c := range e.Head {
			p.line(indent, c)
		}
		text := strings.Repeat(" ", indent)
		if i == 0 && lead != "" {
			text = lead
		}
		p.entry(e, indent, text)
		for _, c := range e.Foot {
			p.line(indent, c)
		}
	}
}

// entry writes an entry behind text.
func (p *printer) entry(e *Entry, indent int, text string) {
	if e.Key == nil {
		text += "-"
	} else {
		text += e.Key.scalar(false) + ":"
	}
	switch v := e.Value; {
	case p.beside(v, indent, text, e.Trail):
	case e.Key == nil && e.Trail == "" && len(v.Entries[0].Head) == 0:
		p.entries(v, indent+2, text+" ")
	default:
		p.line(0, behind(text, e.Trail))
		p.entries(v, indent+2, "")
	}
}

// beside writes a value that begins on the line of its key or dash, which is text, and reports
// whether it is one.
func (p *printer) beside(v *Node, indent int, text, trail string) bool {
	switch {
	case v.isNull():
		p.line(0, behind(text, trail))
	case v.Kind == Scalar && v.Style == Block:
		p.blockText(v, indent, text, trail)
	case v.Kind == Scalar:
		p.line(0, behind(text+" "+v.scalar(false), trail))
	case v.isInline(text):
		p.line(0, behind(text+" "+v.flow(utf8.RuneCountInString(text)+1), trail))
	default:
		return false
	}
	return true
}

func behind(text, comment string) string {
	if comment == "" {
		return text
	}
	return text + " " + comment
}

// blockText writes a block text behind the text of its key.
func (p *printer) blockText(n *Node, indent int, text, trail string) {
	header, lines, some := strings.Cut(n.raw, "\n")
	p.line(0, behind(text+" "+header, trail))
	if !some {
		return
	}
	for line := range strings.SplitSeq(lines, "\n") {
		p.line(indent+2, line)
	}
}

// isInline reports whether a mapping or list is written in brackets behind text.
func (n *Node) isInline(text string) bool {
	switch {
	case len(n.Entries) == 0:
		return true
	case !n.Flow || !n.canFlow():
		return false
	}
	column := utf8.RuneCountInString(text) + 1
	return n.isFlat() || column+utf8.RuneCountInString(n.oneLine()) <= width || n.canFill(column)
}

// canFlow reports whether a value may be written in brackets: it has no comments and no
// block texts.
func (n *Node) canFlow() bool {
	can := n == nil || n.Style != Block
	n.walk(func(e *Entry) {
		if len(e.Head) > 0 || e.Trail != "" || len(e.Foot) > 0 || e.Value != nil && e.Value.Style == Block {
			can = false
		}
	})
	return can
}

// isFlat reports whether a value is a list of scalars, which can be filled up over lines.
func (n *Node) isFlat() bool {
	for _, e := range n.Entries {
		if e.Value != nil && e.Value.Kind != Scalar {
			return false
		}
	}
	return n.Kind == List
}

// canFill reports whether a mapping in brackets that begins in a column can be filled up over
// lines: its author wrote it so, and none of its entries is too long for one.
func (n *Node) canFill(column int) bool {
	if n.made {
		return false
	}
	for _, e := range n.Entries {
		if column+2+utf8.RuneCountInString(e.inFlow()) > width {
			return false
		}
	}
	return n.Kind == Map
}

// flow returns a value in brackets that begins in a column, counted from 0.
func (n *Node) flow(column int) string {
	one := n.oneLine()
	fills := len(n.Entries) > 0 && (n.isFlat() || n.canFill(column))
	if !fills || column+utf8.RuneCountInString(one) <= width {
		return one
	}
	var b strings.Builder
	b.WriteString(one[:1])
	at := column + 1
	for i, e := range n.Entries {
		text := e.inFlow()
		end := ","
		if i == len(n.Entries)-1 {
			end = one[len(one)-1:]
		}
		long := utf8.RuneCountInString(text + end)
		switch {
		case i == 0:
		case at+1+long > width:
			b.WriteString("\n" + strings.Repeat(" ", column+1))
			at = column + 1
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(text + end)
		at += long
	}
	return b.String()
}

// oneLine returns a value on one line.
func (n *Node) oneLine() string {
	if n.Kind == Scalar {
		return n.inFlow()
	}
	var list []string
	for _, e := range n.Entries {
		list = append(list, e.inFlow())
	}
	text := strings.Join(list, ", ")
	if n.Kind == Map {
		return "{" + text + "}"
	}
	return "[" + text + "]"
}

// inFlow returns an entry as it stands inside brackets.
func (e *Entry) inFlow() string {
	if e.Key == nil {
		return e.Value.inFlow()
	}
	return e.Key.inFlow() + ": " + e.Value.inFlow()
}

// inFlow returns a value as it stands inside brackets.
func (n *Node) inFlow() string {
	switch {
	case n == nil:
		return ""
	case n.Kind != Scalar:
		return n.oneLine()
	}
	return n.scalar(true)
}
