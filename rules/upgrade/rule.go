package upgrade

import (
	"regexp"
	"slices"
	"strings"

	"scimshim/config/layout"
	"scimshim/rules/kind"
)

// A rule is one of the flat list.
type rule struct {
	u     *upgrader
	index int
	entry *layout.Entry
	name  string // as steps are called
	kind  string
	v     *layout.Node // its options

	resources []string // nil for all
	section   string   // users, groups or empty
	methods   []string // nil for all
	cond      *layout.Node
	says      string // what it is for
	inStores  bool   // whether it is a part of the block stores

	made      []*layout.Entry // what stands for it
	overrides *layout.Entry   // for a rule that overrides another one's mode
}

// rule reads a rule, and returns why it cannot be written in blocks at all.
func (u *upgrader) rule(index int, e *layout.Entry) (*rule, string) {
	r := &rule{u: u, index: index, entry: e, name: snake(text(e.Value, "name")), says: text(e.Value, "says")}
	if problem := r.endpoint(at(e.Value, "when")); problem != "" {
		return r, problem
	}
	r.cond = at(e.Value, "if")
	for _, item := range r.cond.Items() {
		if u.renamed[item.Key.Value] && item.Value != nil && item.Value.Value == "count" {
			item.Value = layout.Text("warn")
		}
	}
	if e.Value.Get("override") != nil {
		return r, r.override()
	}
	for _, item := range e.Value.Items() {
		if convert[item.Key.Value] != nil {
			r.kind, r.v = item.Key.Value, item.Value
		}
	}
	switch {
	case r.kind == "":
		return r, "the rule has no kind"
	case e.Value.Get("mode") != nil:
		return r, "a block cannot have a mode; write the block, and set its mode in overrides"
	}
	return r, ""
}

// endpoint reads which requests the rule is for, and returns why no block is.
func (r *rule) endpoint(when *layout.Node) string {
	r.resources, r.methods = texts(when.Get("resource")), texts(when.Get("method"))
	both := slices.Contains(r.resources, "Users") && slices.Contains(r.resources, "Groups")
	switch {
	case both && len(r.resources) > 2:
		return "a block is for users, for groups or for both; remove the other endpoints"
	case len(r.resources) == 1:
		r.section = sectionOf[r.resources[0]]
	case !both && len(r.resources) > 1:
		return "write it once for each endpoint"
	}
	return ""
}

// override makes an override of the mode of a step.
func (r *rule) override() string {
	e := r.entry
	name, mode := text(e.Value, "override"), text(e.Value, "mode")
	if mode == "off" {
		mode = "disabled"
	}
	if len(e.Value.Entries) > 2 || mode == "" {
		return "write overrides: [{step: ..., with: {KIND: ...}}] for the step that replaces " + name
	}
	if _, step, _ := strings.Cut(name, "/"); strings.Contains(step, "-") || !strings.Contains(step, ".") {
		return "write in overrides the step that replaces " + name + "; scimshim packs " +
			"" + name[:max(strings.IndexByte(name, '/'), 0)] +
			" shows the blocks of the pack"
	}
	m := layout.NewMap(true)
	m.Put("step", layout.Text(name))
	m.Put("mode", layout.Text(mode))
	r.overrides = &layout.Entry{Value: m, Blank: e.Blank}
	carry(r.overrides, e)
	return ""
}

// convert writes the rule as a part of a block, and returns why that cannot be done.
func (r *rule) convert() string {
	before := r.comments()
	if problem := convert[r.kind](r); problem != "" {
		return problem
	}
	if len(r.made) == 0 {
		return ""
	}
	first := r.made[0]
	if r.says != "" && !(first.Value.IsMap() && r.owns(first.Value)) {
		before = append([]string{"# " + r.says}, before...)
	}
	var have []string
	for _, e := range r.made {
		have = append(have, (&layout.Node{Kind: layout.List, Entries: []*layout.Entry{e}}).Comments()...)
	}
	first.Head = append(first.Head, missing(before, have)...)
	return ""
}

// owns puts why into what stands for the rule alone.
func (r *rule) owns(m *layout.Node) bool {
	if m.Get("why") != nil || !slices.Contains(reasoned, r.kind) {
		return false
	}
	m.Put("why", layout.Text(r.says))
	return true
}

// reasoned are the kinds of which the form in a block is a mapping of the rule's own.
var reasoned = []string{"rename", "default", "set", "value", "filter", "reply", "status", "errors", "upsert", "delete"}

// comments returns the comments in and around the rule, in the order of the text.
func (r *rule) comments() []string {
	var list []string
	add := func(e *layout.Entry) {
		for _, c := range slices.Concat(e.Head, []string{e.Trail}, e.Foot) {
			if c != "" {
				list = append(list, c)
			}
		}
	}
	var walk func(n *layout.Node)
	walk = func(n *layout.Node) {
		for _, e := range n.Items() {
			add(e)
			walk(e.Value)
		}
	}
	add(r.entry)
	walk(r.entry.Value)
	return list
}

// texts returns the scalars of a list, or the one in place of it.
func texts(e *layout.Entry) []string {
	if e == nil || e.Value == nil {
		return nil
	}
	if e.Value.Kind == layout.Scalar {
		return []string{e.Value.Value}
	}
	var list []string
	for _, item := range e.Value.Entries {
		if item.Value != nil {
			list = append(list, item.Value.Value)
		}
	}
	return list
}

// note adds the rule's if to a mapping.
func (r *rule) note(m *layout.Node) *layout.Node {
	if r.cond != nil {
		m.Put("if", r.cond)
	}
	return m
}

// only returns the methods that are to be said: nil where the rule is for all that the block is
// for. Methods that mean nothing to the block are left out.
func (r *rule) only(all ...string) (list *layout.Node, problem string) {
	if r.methods == nil {
		return nil, ""
	}
	var some []string
	for _, m := range all {
		if slices.Contains(r.methods, m) {
			some = append(some, m)
		}
	}
	switch {
	case len(some) == len(all):
		return nil, ""
	case len(some) == 0:
		return nil, "no block has steps only for " + strings.Join(r.methods, ", ") + "; this kind acts on " +
			"" + strings.Join(all, ", ")
	}
	return words(some...), ""
}

// writes is only for the methods that write.
func (r *rule) writes() (list *layout.Node, problem string) { return r.only(kind.Writes...) }

// words returns a list of words in brackets.
func words(list ...string) *layout.Node {
	n := layout.NewList(true)
	for _, s := range list {
		n.Add(layout.Text(s))
	}
	return n
}

// each returns the items of a list, or the one in place of it.
func each(n *layout.Node) []*layout.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind != layout.List:
		return []*layout.Node{n}
	}
	var list []*layout.Node
	for _, e := range n.Entries {
		list = append(list, e.Value)
	}
	return list
}

var kebab = regexp.MustCompile(`[^a-z0-9]+`)

// snake returns a name or word of the flat vocabulary as blocks have it.
func snake(s string) string {
	return strings.Trim(kebab.ReplaceAllString(strings.ToLower(s), "_"), "_")
}

// snaked returns a word, or a list of words, in the spelling of blocks. What a parameter stands
// for stays.
func snaked(n *layout.Node) *layout.Node {
	if n.IsScalar() {
		if strings.Contains(n.Value, "$") {
			return n
		}
		return layout.Text(snake(n.Value))
	}
	list := layout.NewList(true)
	for _, e := range n.Items() {
		item := list.Add(snaked(e.Value))
		carry(item, e)
	}
	return list
}

// action returns the action of a rule.
func action(e *layout.Entry) *layout.Node {
	if e == nil {
		return nil
	}
	if e.Value.Value == "count" {
		return layout.Text("warn")
	}
	return e.Value
}

// put adds an option that the rule has, under a name of its own.
func put(m *layout.Node, key string, value *layout.Node) {
	if value != nil {
		m.Put(key, value)
	}
}

// at returns the value at a key, nil if there is none.
func at(n *layout.Node, key string) *layout.Node {
	if e := n.Get(key); e != nil {
		return e.Value
	}
	return nil
}

// short returns attributes, filters or patterns with the short names of extensions.
func (r *rule) short(n *layout.Node) *layout.Node {
	switch {
	case n == nil:
		return nil
	case n.Kind == layout.Scalar:
		s := r.u.shorten(n.Value)
		if s == n.Value {
			return n
		}
		made := layout.Text(s)
		if made.Style == layout.Plain && n.Style != layout.Plain && strings.ContainsAny(s, " [") {
			made.Style = n.Style
		}
		return made
	}
	list := layout.NewList(n.Flow)
	for _, e := range n.Entries {
		item := list.Add(r.short(e.Value))
		carry(item, e)
	}
	return list
}

// shorten puts the short names of extensions in place of their URNs.
func (u *upgrader) shorten(text string) string {
	for _, p := range append([]prefix{{"enterprise", coreURN}}, u.prefixes...) {
		text = shortenOne(text, p)
	}
	return text
}

func shortenOne(text string, p prefix) string {
	lower, urn := strings.ToLower(text), strings.ToLower(p.urn)
	var b strings.Builder
	for {
		i := strings.Index(lower, urn)
		if i < 0 {
			return b.String() + text
		}
		end := i + len(urn)
		begins := i == 0 || strings.ContainsRune(" ([", rune(lower[i-1]))
		rest := ""
		if end < len(lower) {
			rest = lower[end : end+1]
		}
		switch {
		case begins && rest == ":":
			b.WriteString(text[:i] + p.word + ".")
			end++
		case begins && (rest == "" || strings.Contains(" )]", rest)):
			b.WriteString(text[:i] + p.word)
		default:
			b.WriteString(text[:end])
		}
		text, lower = text[end:], lower[end:]
	}
}
