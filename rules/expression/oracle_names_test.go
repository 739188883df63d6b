package expression

import (
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"

	"scimshim/rewrite/filter"
)

// oracleNames looks at an expression before its types are checked. It puts
// a slot in the place of each attribute, a compiled regular expression in that
// of its text, and refuses what has no bound.
type oracleNames struct {
	scope *filter.Scope // where attributes are looked up; nil for an expression about one value
	reads []filter.Target
	err   *fault // the first
}

// Reset and ShouldRepeat make the visit the last thing that happens before the
// check of types that counts: a call that was checked since would not be checked
// again.
func (v *oracleNames) Reset() {}

// ShouldRepeat says that one visit is enough.
func (v *oracleNames) ShouldRepeat() bool { return false }

// oracleOperators are those that an expression may have: what is left out is for
// numbers, or makes lists.
var oracleOperators = []string{"+", "??", "==", "!=", "<", "<=", ">", ">=", "and", "&&", "or", "||",
	"contains", "startsWith", "endsWith", "matches", "in"}

// Visit edits one node of the expression; those inside it were visited before.
func (v *oracleNames) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IntegerNode, *ast.BoolNode, *ast.StringNode, *ast.UnaryNode, *ast.ConditionalNode, *ast.ArrayNode,
		*ast.ChainNode, *ast.ConstantNode:
	case *ast.IdentifierNode:
		v.attribute(node, n.Value, false)
	case *ast.MemberNode:
		v.member(node, n)
	case *ast.CallNode:
		v.call(node, n)
	case *ast.BinaryNode:
		v.binary(node, n)
	default:
		v.refuse(*node, 0, "this is not allowed in expressions; they consist of texts, functions, operators and "+
			"conditions")
	}
}

func (v *oracleNames) refuse(n ast.Node, offset int, msg string) {
	if v.err == nil {
		v.err = &fault{n.Location().From + offset, msg}
	}
}

// attribute puts a slot in the place of the name of an attribute. Another name
// is left to the check of types, unless it must be an attribute's.
func (v *oracleNames) attribute(node *ast.Node, name string, must bool) {
	if v.scope == nil {
		return
	}
	p, err := filter.ParsePath(name)
	if err != nil {
		return
	}
	a, known := v.scope.Types.Find(v.scope.Resource, p)
	switch {
	case !known && must:
		v.refuse(*node, 0, "unknown attribute "+name+`; one that is not declared is read with attr("`+name+`")`)
	case known && a.Type == filter.TypeComplex && must, known && v.severalIn(p):
		v.refuse(*node, 0, several)
	case known && a.Type != filter.TypeComplex:
		v.slot(node, filter.Target{Path: v.scope.Types.Canonical(v.scope.Resource, p)})
	}
}

// severalIn reports whether an attribute has several values.
func (v *oracleNames) severalIn(p filter.Path) bool {
	a, _ := v.scope.Types.Find(v.scope.Resource, p)
	p.Sub = ""
	holder, _ := v.scope.Types.Find(v.scope.Resource, p)
	return a.Multi || holder.Multi
}

// slot puts the slot of an attribute in the place of a node.
func (v *oracleNames) slot(node *ast.Node, t filter.Target) {
	v.reads = append(v.reads, t)
	slots := &ast.IdentifierNode{Value: "#attributes"}
	slots.SetLocation((*node).Location())
	at := &ast.IntegerNode{Value: len(v.reads) - 1}
	at.SetLocation((*node).Location())
	ast.Patch(node, &ast.MemberNode{Node: slots, Property: at})
}

// member reads name.givenName.
func (v *oracleNames) member(node *ast.Node, n *ast.MemberNode) {
	of, isName := n.Node.(*ast.IdentifierNode)
	sub, isText := n.Property.(*ast.StringNode)
	if v.scope == nil || !isName || !isText {
		v.refuse(n, 0, "a dot is allowed only in an attribute name, such as name.givenName")
		return
	}
	n.SetLocation(of.Location())
	v.attribute(node, of.Value+"."+sub.Value, true)
}

// call reads attr and replace, whose texts are read when the file is. Each call
// becomes a new one, which no check of types has passed yet.
func (v *oracleNames) call(node *ast.Node, n *ast.CallNode) {
	n = &ast.CallNode{Callee: n.Callee, Arguments: n.Arguments}
	ast.Patch(node, n)
	name, _ := n.Callee.(*ast.IdentifierNode)
	switch {
	case name == nil:
		v.refuse(n, 0, "unknown function")
	case name.Value == "attr" && v.scope != nil:
		v.attr(node, n)
	case name.Value == "replace":
		v.replace(n)
	}
}

// attr reads attr("emails[type eq \"work\"].value").
func (v *oracleNames) attr(node *ast.Node, n *ast.CallNode) {
	path, ok := soleText(n.Arguments)
	if !ok {
		v.refuse(n, 0, "attr takes the path of an attribute in quotes, and nothing else")
		return
	}
	t, err := filter.ParseTarget(path.Value)
	if err != nil {
		v.refuse(path, columnOf(err), sentenceOf(err))
		return
	}
	if t.Where == nil {
		t.Path = v.scope.Types.Canonical(v.scope.Resource, t.Path)
	}
	a, _ := v.scope.Types.Find(v.scope.Resource, t.Path)
	complexValue := a.Type == filter.TypeComplex && t.Where == nil || t.Where != nil && t.Sub == ""
	if complexValue || t.Where == nil && v.severalIn(t.Path) {
		v.refuse(path, 0, several)
		return
	}
	v.slot(node, t)
}

func soleText(list []ast.Node) (*ast.StringNode, bool) {
	if len(list) != 1 {
		return nil, false
	}
	text, ok := list[0].(*ast.StringNode)
	return text, ok
}

// replace reads replace(value, "regular expression", "$1").
func (v *oracleNames) replace(n *ast.CallNode) {
	if len(n.Arguments) != 3 {
		v.refuse(n, 0, "replace takes a text, a regular expression and a replacement")
		return
	}
	match, isText := n.Arguments[1].(*ast.StringNode)
	with, areTexts := n.Arguments[2].(*ast.StringNode)
	if !isText || !areTexts {
		v.refuse(n, 0, "replace takes a quoted regular expression and a quoted replacement")
		return
	}
	r, badMatch, badWith := newReplacement(match.Value, with.Value, true)
	if badMatch != nil {
		v.refuse(match, 0, badMatch.Error())
	}
	if badWith != nil {
		v.refuse(with, 0, badWith.Error())
	}
	compiled := &ast.ConstantNode{Value: r}
	compiled.SetLocation(match.Location())
	n.Arguments = []ast.Node{n.Arguments[0], compiled}
}

// binary lets operators pass, of which + and ?? are functions.
func (v *oracleNames) binary(node *ast.Node, n *ast.BinaryNode) {
	switch {
	case !slices.Contains(oracleOperators, n.Operator):
		v.refuse(n, 0, "unknown operator; expected one of "+strings.Join(oracleOperators, ", "))
	case n.Operator == "+":
		v.become(node, concatName, n)
	case n.Operator == "??":
		v.become(node, "fallback", n)
	case n.Operator == "matches":
		pattern, ok := n.Right.(*ast.StringNode)
		if !ok {
			v.refuse(n, 0, "expected a quoted regular expression after matches")
		} else if _, err := compileRegexp(pattern.Value, true); err != nil {
			v.refuse(pattern, 0, err.Error())
		}
	}
}

// become puts the call of a function in the place of an operator.
func (v *oracleNames) become(node *ast.Node, function string, n *ast.BinaryNode) {
	callee := &ast.IdentifierNode{Value: function}
	callee.SetLocation(n.Location())
	ast.Patch(node, &ast.CallNode{Callee: callee, Arguments: []ast.Node{n.Left, n.Right}})
}
