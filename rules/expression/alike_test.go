package expression

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/racetest"
)

// narrowed are forms that the oracle takes and this language does not: they mean nothing in rules,
// and the oracle's checks happen to let them through.
var narrowed = []struct{ source, sentence string }{
	{`1 < len(value) < 3`, "comparisons are not chained"},
	{`["a"] == ["a"]`, "a list in brackets is allowed only behind in"},
	{`value in (true ? ["a"] : ["b"])`, "expected a list in brackets behind in"},
	{`value in ["a", 1]`, "in looks for"},
	{`lower(true ? "a" : 1) == "a"`, "both outcomes of a condition are of one type"},
	{`true ?: false`, "expected a value between ? and :"},
	{`lower == lower`, "is a function; its arguments follow in parentheses"},
	{`value == $env`, "unknown name $env"},
	{`value not "in" ["a"]`, "expected an operator or the end of the expression, found no"},
	{`::len(value) == 1`, "expected a text, a name or a function, found :"},
	{"value == '\r'", "this text does not end in its line"},
	{strings.Repeat("(", 400) + "true" + strings.Repeat(")", 400), "this is nested too deeply"},
	{"value == '\xff'", "this expression is not UTF-8"},
	{`true;`, notAllowed},
	{`name["givenName"] == ""`, "a dot is allowed only in an attribute name"},
	{`name?.["givenName"] == ""`, "expected the name of a sub-attribute, found ["},
	{`title == $env?.nothing`, "unknown attribute $env"},
}

func TestExpressionNarrowed(t *testing.T) {
	for _, n := range narrowed {
		var scope *filter.Scope
		if strings.Contains(n.source, "name") || strings.Contains(n.source, "title") {
			scope = aboutUser().scope
		}
		if _, err := oracleOf(n.source, scope, aTruth, true); err != nil {
			t.Errorf("%.40s: the oracle does not take it: %v", n.source, err)
		}
		_, err := (&reader{scope: scope}).expression(n.source, aTruth)
		if err == nil || !strings.Contains(err.Error(), n.sentence) {
			t.Errorf("%.40s: %v, want %s", n.source, err, n.sentence)
		}
	}
}

// isNarrowed reports whether a refusal is meant, of what the oracle takes.
func isNarrowed(source string, err error) bool {
	for _, n := range narrowed {
		if strings.Contains(err.Error(), n.sentence) && (n.sentence != notAllowed || strings.Contains(source, ";")) {
			return true
		}
	}
	return false
}

// alike compares an expression with the oracle: whether it is one, and what it makes of values.
func alike(t *testing.T, source string, scope *filter.Scope, wanted sort, values ...string) {
	t.Helper()
	r := &reader{scope: scope}
	e, err := r.expression(source, wanted)
	o, otherErr := oracleOf(source, scope, wanted, true)
	switch {
	case err != nil && otherErr != nil, err != nil && isNarrowed(source, err):
		return
	case err != nil || otherErr != nil:
		t.Errorf("%q of %v, %s: %v, and the oracle %v", source, scope != nil, wanted, err, otherErr)
		return
	case !slices.EqualFunc(e.Reads, o.reads, func(a, b filter.Target) bool { return a.String() == b.String() }):
		t.Errorf("%q reads %v, and the oracle %v", source, e.Reads, o.reads)
		return
	}
	for i := range values {
		if scope == nil {
			e.alikeOf(t, source, frame{value: values[i]}, o)
			continue
		}
		texts := make([]string, len(e.Reads))
		for j := range texts {
			texts[j] = values[(i+j)%len(values)]
		}
		e.alikeOf(t, source, frame{texts: texts}, o)
	}
}

// alikeOf compares what an expression makes of values with what the oracle does.
func (e *Expression) alikeOf(t *testing.T, source string, in frame, o *oracle) {
	t.Helper()
	got, err := e.of(in)
	want, otherErr := o.of(in)
	if err != nil && otherErr == nil { // of an operand that the optimized one leaves out
		slow, bad := oracleOf(source, o.scope, e.made.sort, false)
		if bad != nil {
			t.Fatal(bad)
		}
		want, otherErr = slow.of(in)
	}
	if fmt.Sprint(err) != fmt.Sprint(otherErr) || err == nil && got != want {
		t.Errorf("%q of %.200q is %.200q, %v, and with the oracle %.200q, %v", source, in, got, err, want, otherErr)
	}
}

func (e *Expression) of(in frame) (any, error) {
	if in.texts == nil {
		if e.made.sort == aTruth {
			return e.made.truth(in)
		}
		return e.ofValue(in.value)
	}
	return e.OfTexts(in.texts)
}

// someValues are values that an expression may tell apart.
var someValues = []string{"", "a", "Ada", "ada@example.com", "Zoë Ω", " x ", "b_c.de#EXT#@f.example", "12-34",
	strings.Repeat("y", maxText), strings.Repeat("z", maxText/2+1)}

// Expressions at random are read and worked out as the oracle does it, or refused by both.
func TestExpressionsAlike(t *testing.T) {
	m := &maker{rand: rand.New(rand.NewPCG(1, 2))}
	taken := 0
	n := racetest.Often(8000)
	for i := range n {
		m.about = [][]string{{"value"}, userNames}[i%2]
		wanted := []sort{aText, aTruth}[m.rand.IntN(2)]
		var scope *filter.Scope
		if i%2 == 1 {
			scope = aboutUser().scope
		}
		source := m.make(wanted, 1+m.rand.IntN(4))
		if _, err := (&reader{scope: scope}).expression(source, wanted); err == nil {
			taken++
		}
		at := m.rand.IntN(len(someValues))
		alike(t, source, scope, wanted, someValues[at], someValues[(at+3)%len(someValues)])
	}
	if taken < n/2 {
		t.Errorf("%d are expressions at all", taken)
	}
}

var userNames = []string{"userName", "title", "name.givenName", "name?.familyName", "NICKNAME", `attr("name.formatted")`,
	`attr('emails[type eq "work"].value')`, "active"}

// A maker writes expressions at random. Most have the types that are needed; as parentheses are
// often left out, not all mean what they were made to.
type maker struct {
	rand  *rand.Rand
	about []string // the names that there are
}

func (m *maker) one(of ...string) string { return of[m.rand.IntN(len(of))] }

// make returns an expression of a sort, or now and then of another.
func (m *maker) make(s sort, depth int) string {
	if m.rand.IntN(100) == 0 {
		s = []sort{aText, aNumber, aTruth}[m.rand.IntN(3)]
	}
	if depth == 0 {
		return m.leaf(s)
	}
	f := map[sort]func(int) string{aText: m.text, aNumber: m.number, aTruth: m.truth}[s]
	switch m.rand.IntN(12) {
	case 0:
		return m.leaf(s)
	case 1:
		return m.in(aTruth, depth) + m.gap() + "?" + m.gap() + m.in(s, depth) + m.gap() + ":" + m.gap() + m.in(s, depth)
	case 2:
		other := "{ " + m.make(s, depth-1) + " }"
		if m.rand.IntN(3) == 0 {
			other = "if " + m.make(aTruth, depth-1) + " { " + m.make(s, depth-1) + " } else { " + m.make(s, depth-1) + " }"
		}
		return "if " + m.make(aTruth, depth-1) + " { " + m.make(s, depth-1) + " } else " + other
	}
	return f(depth)
}

// in returns an expression inside of another, often in parentheses.
func (m *maker) in(s sort, depth int) string {
	e := m.make(s, depth-1)
	if m.rand.IntN(4) > 0 && (s != aTruth || m.rand.IntN(3) == 0) {
		return "(" + m.gap() + e + ")"
	}
	return e
}

func (m *maker) gap() string {
	return m.one(" ", " ", " ", "", "\t", "\n", "/* a */", " // b\n")
}

func (m *maker) leaf(s sort) string {
	if m.rand.IntN(60) == 0 {
		return m.one("nil", "1.5", "9223372036854775808", `"\'"`, `"\400"`, "nobody", "emails", "name", "name.nobody")
	}
	switch s {
	case aNumber:
		return m.one("0", "1", "3", "1_0", "0x1F", "0b11", "0o17", "007", "9223372036854775807")
	case aTruth:
		return m.one("true", "false")
	}
	return m.one(append(m.about, `"a"`, `''`, `"Ada"`, `'@'`, "`y``\n\"`", `"\x41\101\u00eb\u{eb}\U000000eb\t\\\""`,
		`'\''`, `"ë"`, m.one(m.about...), m.one(m.about...), m.one(m.about...))...)
}

func (m *maker) text(depth int) string {
	text := func() string { return m.in(aText, depth) }
	switch m.rand.IntN(9) {
	case 0:
		return text() + m.gap() + "+" + m.gap() + text()
	case 1:
		return text() + m.gap() + "??" + m.gap() + text()
	case 2:
		return m.one("before", "after") + "(" + text() + "," + text() + ")"
	case 3:
		return m.one("fallback", "coalesce") + "(" + text() + strings.Repeat(", "+text(), m.rand.IntN(3)) + ")"
	case 4:
		return "cut(" + text() + ", " + m.in(aNumber, depth) + m.one("", ",", ", 1") + ")"
	case 5:
		return "replace(" + text() + `, ` + m.one(`"[a-m]+"`, "'(y)'", `"("`) + `, ` +
			m.one(`"-"`, `'$0$0'`, `"$1x"`) + ")"
	case 6:
		return text() + m.one(" | lower()", " |upper( )", ` | before("@")`, ` | cut(2)`, " | trim")
	}
	return m.one("lower", "upper", "trim", "digits", "local", "domain", "guest") + m.one("", " ") + "(" + text() + ")"
}

func (m *maker) number(depth int) string {
	switch m.rand.IntN(4) {
	case 0:
		return m.one("-", "+", "- ") + m.in(aNumber, depth)
	case 1:
		return m.leaf(aNumber)
	}
	return "len(" + m.in(aText, depth) + ")"
}

func (m *maker) truth(depth int) string {
	two := func(s sort, operator string) string {
		return m.in(s, depth) + " " + operator + " " + m.in(s, depth)
	}
	switch m.rand.IntN(10) {
	case 0, 8, 9:
		return two(aTruth, m.one("and", "&&", "or", "||", "==", "!="))
	case 1:
		return m.one("not ", "!", "! ") + m.in(aTruth, depth)
	case 2:
		return two(aNumber, m.one("==", "!=", "<", "<=", ">", ">="))
	case 3:
		return m.in(aText, depth) + m.one(" matches ", " not matches ") + m.one(`"^a"`, `'y$'`, "`[`")
	case 4:
		s := []sort{aText, aText, aNumber, aTruth}[m.rand.IntN(4)]
		var list []string
		for range m.rand.IntN(4) {
			list = append(list, m.make(s, depth-1))
		}
		return m.in(s, depth) + m.one(" in ", " not in ", "\tnot\tin") + "[" + strings.Join(list, ", ") + "]"
	case 5:
		return two(aText, m.one("contains", "startsWith", "endsWith", "not contains", "not  startsWith", "not endsWith"))
	}
	return two(aText, m.one("==", "!=", "<", "<=", ">", ">="))
}

// No expression ends the process, neither when it is read nor when it is worked out, and each is
// alike the oracle's.
func FuzzExpression(f *testing.F) {
	for _, source := range []string{
		`lower(trim(value))`, `replace(value, "(a)|b", "$1") + cut(value, 3)`, `value in ["a"] ? "b" : value ?? "c"`,
		`attr("emails[type eq \"work\"].value") ?? userName`, `name.givenName matches "^a"`, `let a = [1..9]; map(a, #)`,
		`if value == "a" {"b"} else if true {"c"} else {value}`, "`", `value | lower()`, `{a: 1}?.a`, `b"a"`,
		`not not true ? "a" : "b"`, `value not in ["a",] and !(len(value) >= 0x1_f)`, "'\\u{1F600}\\101' /* c */ + `b``` // d",
		`value + "a" ?? "b" == "c"`, `-len(value) < +1 or true == false`, `name?.familyName not startsWith "a"`,
		`::lower(value)`, `value not "in" ["a"]`, `1 < len(value) < 3`, `(name).givenName`, `name["givenName"]`, `value;`,
		`value == $env`, `lower(true ? "a" : 1)`, `["a"] == ["a"]`, `true ?: false`, `lower == lower`, "'\r'", `0_x1`, `a.in`,
	} {
		f.Add(source, "Zoë@example.com")
	}
	scope := aboutUser().scope
	f.Fuzz(func(t *testing.T, source, value string) {
		for _, wanted := range []sort{aText, aTruth} {
			alike(t, source, nil, wanted, value)
			alike(t, source, scope, wanted, value)
		}
	})
}
