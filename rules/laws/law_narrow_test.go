package laws_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"scimshim/config/tree"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rules"
	"scimshim/rules/kind"
	"scimshim/rules/rulestest"
)

// No PATCH does more than the client asked for: what none of its operations is
// about is the same after a target has done to the letter what it was sent. A rule
// that says what else it may do, by assume, is excused where it fired.
func TestNoPatchBecomesBroader(t *testing.T) {
	sets := map[string]*rules.Set{}
	for _, pair := range pairs(t) {
		sets[pair[0]] = rulestest.Packs(t, pair[0])
		sets[strings.Join(pair, ",")] = rulestest.Packs(t, pair...)
	}
	for name, set := range sets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := newNarrow(t, set)
			for i := 0; i < rulestest.Often(10_000) && !t.Failed(); i++ {
				n.check()
			}
			if n.judged < rulestest.Often(10_000)/20 {
				t.Errorf("only %d were judged", n.judged)
			}
		})
	}
}

// A narrow makes requests and resources, and compares.
type narrow struct {
	t *testing.T
	settling
	d       dialect
	assumed []bool // of each rule
	judged  int
}

func newNarrow(t *testing.T, set *rules.Set) *narrow {
	return &narrow{t: t, settling: settling{t: t, set: set}, d: dialect{newMaker(200)}, assumed: assumed(set)}
}

var assumption = regexp.MustCompile(`assume: *((single|bare)[-_]element|by-value)`)

// writtenAnew are the forms of the block patch that lose what stores does not say there is.
var writtenAnew = regexp.MustCompile(`\b(replace|remove_add|list)\b`)

// assumed tells of each rule whether it says that a target has nothing else that
// it could lose.
func assumed(set *rules.Set) []bool {
	list := make([]bool, len(set.Infos))
	for i, info := range set.Infos {
		file, name, _ := strings.Cut(info.Name, "/")
		s, _ := rules.Pack(file)
		switch {
		case info.Kind != "patch":
			_, text, _ := strings.Cut(string(s.Data), "- name: "+name+"\n")
			text, _, _ = strings.Cut(text, "- name: ")
			list[i] = assumption.MatchString(text)
		case strings.Contains(name, "patch.only_replace"):
			list[i] = true
		case strings.Contains(name, "patch.elements."), strings.Contains(name, "patch.removes."):
			list[i] = writtenAnew.MatchString(statement(string(s.Data), info.Pos))
		}
	}
	return list
}

// statement returns what a text says at a position: the rest of the line, and the lines below
// that are indented as much.
func statement(text string, at tree.Position) string {
	lines := strings.Split(text, "\n")[at.Line-1:]
	n := 1
	for n < len(lines) && len(lines[n])-len(strings.TrimLeft(lines[n], " ")) >= at.Column-1 {
		n++
	}
	return strings.Join(lines[:n], "\n")
}

func (n *narrow) check() {
	resource, body := n.d.patch()
	sent, err := n.send(inbound("PATCH", resource, body))
	if err != nil || sent == nil {
		return
	}
	for i, v := range n.trace.Visits() {
		if n.assumed[i] && v.Request == rewrite.Changed {
			return
		}
	}
	if selectsByWritten(body) {
		return // what a later operation selects is for the order to say
	}
	n.judged++
	before := n.d.resource(resource, body)
	target := newLetter(resource, before)
	target.patch(sent.Body)
	c := comparing{reaches: alsoRenamed(n.set, reachesOf(resource, body))}
	c.objects("", before, target.doc)
	if len(c.found) > 0 {
		n.t.Errorf("%s\n%s\nbecomes\n%s\nwhich makes of\n%s\nmore than was asked for:\n%s", strings.Join(c.found, "; "),
			body, sent.Body, mustJSON(before), mustJSON(target.doc))
	}
}

// alsoRenamed adds what the rules call the attributes that a request is about.
func alsoRenamed(set *rules.Set, reaches []reach) []reach {
	for _, step := range set.Chain.Steps {
		r, ok := step.Rule.(kind.Renamer)
		if !ok {
			continue
		}
		from, to, _ := r.Renames()
		if from.Sub != "" && to.Sub != "" && filter.Fold(from.Schema, to.Schema) && filter.Fold(from.Name, to.Name) {
			continue // beside its siblings
		}
		from.Sub, to.Sub = "", ""
		for _, x := range reaches {
			if rewrite.Covers(x.path, from) {
				x.path = to
				reaches = append(reaches, x)
			}
		}
	}
	return reaches
}

var primaryWritten = regexp.MustCompile(`(?i)primary *"?(:|","value|", *"value)|\]\.primary`)

// selectsByWritten reports whether a PATCH selects elements by what it writes.
func selectsByWritten(body string) bool {
	return strings.Contains(strings.ToLower(body), "primary eq") && primaryWritten.MatchString(body)
}

var markInBody = regexp.MustCompile(`mark\d+x`)

// resource makes a resource that a PATCH may be about: the values in it are in
// some of its elements.
func (d dialect) resource(endpoint, body string) jsonObject {
	marks := append(markInBody.FindAllString(body, -1), "a", "b")
	n := 0
	many := func(types ...string) []any {
		var list []any
		for range 1 + d.IntN(3) {
			n++
			element := jsonObject{"value": pick(d.maker, marks...), "kept": fmt.Sprint("e", n)}
			if len(types) > 0 {
				element["type"], element["primary"] = pick(d.maker, types...), d.one(3)
			}
			list = append(list, element)
		}
		return list
	}
	if endpoint == "Groups" {
		return jsonObject{"displayName": "a", "externalId": "b", "members": many()}
	}
	types := []string{"work", "home", "other"}
	return jsonObject{
		"userName": "a", "title": "b", "nickName": "c", "displayName": "d", "active": true,
		"name":   jsonObject{"givenName": "a", "familyName": "b", "formatted": "c"},
		"emails": many(types...), "phoneNumbers": many(types...), "roles": many(types...), "addresses": many(types...),
		filter.EnterpriseURN: jsonObject{"department": "a", "division": "b", "manager": jsonObject{"value": "c"}},
	}
}

// A comparing finds what has changed and was not to.
type comparing struct {
	reaches []reach
	found   []string
}

// objects compares the attributes of a schema.
func (c *comparing) objects(urn string, before, after jsonObject) {
	for _, name := range slices.Sorted(maps.Keys(union(before, after))) {
		b, a := before[name], after[name]
		was, isObject := b.(jsonObject)
		list, isList := b.([]any)
		switch {
		case isURN(name):
			now, _ := a.(jsonObject)
			c.objects(name, was, now)
		case isList:
			c.lists(filter.Path{Schema: urn, Name: name}, list, a)
		case isObject:
			now, _ := a.(jsonObject)
			c.subs(filter.Path{Schema: urn, Name: name}, was, now)
		case !same(a, b):
			c.changed(filter.Path{Schema: urn, Name: name}, "", nil, a != nil)
		}
	}
}

// subs compares the sub-attributes of a single value.
func (c *comparing) subs(p filter.Path, before, after jsonObject) {
	for name := range union(before, after) {
		if !same(before[name], after[name]) {
			c.changed(p, name, nil, after[name] != nil)
		}
	}
}

// lists compares the elements of an attribute.
func (c *comparing) lists(p filter.Path, before []any, value any) {
	after := elementsOf(value)
	for _, element := range before {
		i := slices.IndexFunc(after, func(x any) bool { return memberOf(x, "kept") == memberOf(element, "kept") })
		if i < 0 {
			c.changed(p, "", element, false)
			continue
		}
		was, now := element.(jsonObject), after[i].(jsonObject)
		for name := range union(was, now) {
			if !same(was[name], now[name]) {
				c.changed(p, name, element, now[name] != nil)
			}
		}
	}
	if slices.ContainsFunc(after, func(x any) bool { return x != nil && memberOf(x, "kept") == nil }) {
		c.changed(p, "", nil, true)
	}
}

// changed notes a change, to an element if there is one, that no operation was
// about; comes says that there is a value now.
func (c *comparing) changed(p filter.Path, sub string, element any, comes bool) {
	about := func(r reach) bool {
		switch {
		case r.path.Name == "" && filter.Fold(r.path.Schema, p.Schema):
			return true
		case !r.path.Is(p), r.adds && element != nil, r.takes && comes && element == nil:
			return false
		case r.sub != "" && !filter.Fold(r.sub, sub) && !(r.sub == "value" && sub == ""):
			return false
		}
		return r.where == nil || element == nil || r.where(element)
	}
	if !slices.ContainsFunc(c.reaches, about) {
		p.Sub = sub
		c.found = append(c.found, p.String())
	}
}

func union(a, b jsonObject) jsonObject {
	all := maps.Clone(a)
	if all == nil {
		all = jsonObject{}
	}
	maps.Copy(all, b)
	return all
}

func same(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}
