package tree

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// A cut is a part of a scalar that expansion replaced. Offsets and sizes count characters.
type cut struct {
	at, size    int // in the text after expansion
	from, width int // in the text before
}

// variable is ${NAME} at the start of a text.
var variable = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

// substitute expands the scalar n. If a name has no value, n is broken.
func (n *Node) substitute(value func(name string) (string, bool)) {
	x := expansion{node: n, value: value}
	for rest := n.literal; rest != ""; {
		plain := strings.IndexByte(rest, '$')
		if plain < 0 {
			plain = len(rest)
		}
		x.copy(rest[:plain])
		rest = rest[plain:]
		rest = rest[x.dollar(rest):]
	}
	n.text = x.out.String()
	if n.expanded && variable.FindString(n.literal) == n.literal {
		n.retype()
	}
}

// An expansion is a scalar while it is expanded. It counts characters.
type expansion struct {
	node     *Node
	value    func(name string) (string, bool)
	out      strings.Builder
	at, from int // how much was written, and read
}

// copy passes a text that stays as it is.
func (x *expansion) copy(s string) {
	size := utf8.RuneCountInString(s)
	x.out.WriteString(s)
	x.at += size
	x.from += size
}

// replace passes the text old, for which s is written.
func (x *expansion) replace(old, s string) {
	size, width := utf8.RuneCountInString(s), utf8.RuneCountInString(old)
	x.node.cuts = append(x.node.cuts, cut{x.at, size, x.from, width})
	x.out.WriteString(s)
	x.at += size
	x.from += width
}

// dollar passes what the dollar sign at the start of rest begins,
// and returns how many bytes that is. It does nothing at the end of the text.
func (x *expansion) dollar(rest string) int {
	m := variable.FindStringSubmatch(rest)
	switch {
	case m != nil:
		s, ok := x.value(m[1])
		if !ok {
			x.refuse("${" + m[1] + "} has no value")
		}
		x.node.expanded = true
		x.replace(m[0], s)
		return len(m[0])
	case strings.HasPrefix(rest, "$$"):
		x.replace("$$", "$")
		return len("$$")
	case strings.HasPrefix(rest, "${"):
		x.refuse("expected a variable such as ${NAME}; write $$ for a dollar sign")
	}
	x.copy(rest[:min(1, len(rest))])
	return min(1, len(rest))
}

// refuse notes a fault at the place that is read.
func (x *expansion) refuse(why string) {
	x.node.kind = broken
	if s := x.node.src; !s.full() {
		s.note(x.node.place(x.from), "%s", why)
	}
}

// retype gives a scalar that is one variable and no more the type of its value,
// in quotes or not: within braces YAML needs the quotes. It is never null.
func (n *Node) retype() {
	switch {
	case n.kind == broken:
	case classify(n.text) == boolean:
		n.kind = boolean
	case jsonNumber.MatchString(n.text):
		n.kind = number
	default:
		n.kind = text
	}
}

// unexpanded returns the offset in the literal text for one in the expanded text.
// A place inside a variable's value is the place of the variable.
func (n *Node) unexpanded(offset int) int {
	shift := 0
	for _, c := range n.cuts {
		if offset < c.at {
			break
		}
		if offset < c.at+c.size {
			return c.from
		}
		shift = c.from + c.width - (c.at + c.size)
	}
	return offset + shift
}
