// Package worlds tries the planner on worlds made at random: a directory, a filter, and a target that
// takes some filters only. It has tests alone.
package worlds

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/racetest"
)

var plansTried = flag.Int("plans", 20_000, "how many worlds TestPlansAnswer makes")

// maxRefused is the share of filters that are refused, in parts of a thousand. It
// may not grow.
const maxRefused = 580

// Whatever the directory, the filter and the target: what comes back through the
// planner is what the filter selects, with numbers and pages that are true, or a
// refusal.
func TestPlansAnswer(t *testing.T) {
	n := racetest.Often(*plansTried)
	counts := playWorlds(t, n)
	for _, how := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%8d %s", counts[how], how)
	}
	if n < 20_000 { // too few for their shares to say anything
		return
	}
	if share := 1000 * counts["refused"] / n; share > maxRefused {
		t.Errorf("%d of 1000 filters are refused, and before it was %d", share, maxRefused)
	}
	for _, how := range plan.Ways() {
		if how != plan.Indexed && counts[string(how)] < n/1000 {
			t.Errorf("only %d filters were answered by %s", counts[string(how)], how)
		}
	}
}

// Worlds that showed a fault once: a refusal of not (name.givenName eq null), which
// says that it is there.
func TestPlansFound(t *testing.T) {
	c := newChain()
	for _, seed := range []int{424_200} {
		playWorld(t, c, seed)
	}
}

// playWorlds plays n worlds, on all processors, and counts how they were answered.
func playWorlds(t *testing.T, n int) map[string]int {
	shards := runtime.GOMAXPROCS(0)
	parts := make([]map[string]int, shards)
	var wait sync.WaitGroup
	for i := range shards {
		parts[i] = map[string]int{}
		wait.Go(func() {
			c := newChain()
			for seed := i; seed < n && !t.Failed(); seed += shards {
				parts[i][playWorld(t, c, seed)]++
			}
		})
	}
	wait.Wait()
	counts := map[string]int{}
	for _, part := range parts {
		for how, n := range part {
			counts[how] += n
		}
	}
	return counts
}

// playWorld makes a world and a query, and reports how the chain answered it.
func playWorld(t *testing.T, c *rewrite.Chain, seed int) string {
	w := newWorld(rand.New(rand.NewPCG(uint64(seed), 4)))
	w.lead(c)
	text := w.filter(3)
	e, err := filter.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	want, known := w.selected(e)
	query := w.query(text)
	m := &rewrite.Message{Method: "GET", Resource: "Users", Query: slices.Clone(query)}
	var trace rewrite.Trace
	err = c.Do(m, &trace, w.next)
	say := func(format string, args ...any) {
		t.Errorf("seed %d: %s\nquery %v, plan %s %s\nforms %s\n%s", seed, fmt.Sprintf(format, args...), query, trace.Plan,
			asked(trace.Asked), w.told(), m.Body)
	}
	if len(w.refusals) > 0 {
		say("the target was sent what it does not take: %q", w.refusals)
	}
	var refusal *rewrite.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Status == 400 && refusal.ScimType == "invalidFilter":
		if w.asked > 0 {
			say("refused, and yet the target was asked")
		}
		// By not or ne, whether who has no value is meant is the target's to say (T3), so
		// that a form that covers who has one covers no more than a part.
		if w.tried(seed) && !asksForOthers(e) && w.missed(e) {
			say("refused, though the union of what the target takes covers it: %s", refusal.Detail)
		}
		return "refused"
	case errors.As(err, &refusal) && refusal.Status == 502 && !known:
		return "unknown"
	case err != nil:
		say("%v", err)
		return "failed"
	}
	if known {
		w.compare(say, m, want, query)
		w.walkPages(say, c, text, want)
	} else {
		w.bounds(say, m, e, query)
	}
	return trace.Plan
}

func asked(p *plan.Plan) string {
	if p == nil {
		return ""
	}
	return p.String()
}

// told tells what the target takes.
func (w *world) told() string {
	var list []string
	for _, f := range w.forms {
		text := f.text
		if text == "" {
			text = strings.Join(f.attrs, "|") + " " + strings.Join(f.ops, "|")
		}
		if f.join {
			text += " (joins)"
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// query makes a query with a filter.
func (w *world) query(text string) []rewrite.Param {
	query := []rewrite.Param{{Name: "filter", Value: text}}
	if w.one(3) {
		query = append(query, rewrite.Param{Name: "startIndex", Value: strconv.Itoa(1 + w.IntN(4))})
	}
	if w.one(3) {
		query = append(query, rewrite.Param{Name: "count", Value: strconv.Itoa(w.IntN(5))})
	}
	if w.one(4) {
		query = append(query, rewrite.Param{Name: "sortBy", Value: "userName"})
		if w.one(2) {
			query = append(query, rewrite.Param{Name: "sortOrder", Value: "descending"})
		}
	}
	switch w.IntN(6) {
	case 0:
		query = append(query, rewrite.Param{Name: "attributes", Value: w.of([]string{"userName", "title,active", "id"})})
	case 1:
		query = append(query, rewrite.Param{Name: "excludedAttributes", Value: w.of([]string{"emails", "userName,title"})})
	}
	return query
}

// compare holds an answer against what is selected.
func (w *world) compare(say func(string, ...any), m *rewrite.Message, want []map[string]any, query []rewrite.Param) {
	asked := &rewrite.Message{Query: query}
	if n := int(gjson.Get(m.Body, "totalResults").Int()); n != len(want) {
		say("%d results, want %d", n, len(want))
		return
	}
	shown := gjson.Get(m.Body, "Resources").Array()
	if n := int(gjson.Get(m.Body, "itemsPerPage").Int()); n != len(shown) {
		say("%d items, and %d are shown", n, len(shown))
	}
	byID := map[string]map[string]any{}
	for _, u := range want {
		byID[u["id"].(string)] = u
	}
	last := ""
	for i, r := range shown {
		u := byID[r.Get("id").String()]
		if u == nil {
			say("%s is not selected, or shown twice", r.Raw)
			return
		}
		delete(byID, u["id"].(string))
		if got, expected := r.Value(), gjson.Parse(jsonOf(w.projected(u, asked))).Value(); jsonOf(got) != jsonOf(expected) {
			say("shown as %s, want %s", jsonOf(got), jsonOf(expected))
		}
		name, has := u["userName"].(string)
		if by, ok := asked.Param("sortBy"); ok && by == "userName" {
			key := strings.ToLower(name)
			if !has {
				key = "\xff"
			}
			order, _ := asked.Param("sortOrder")
			if i > 0 && (key < last) != (order == "descending") && key != last {
				say("not in the order of userName")
			}
			last = key
		}
	}
	if count, ok := asked.Param("count"); ok && len(shown) > int(gjson.Parse(count).Int()) {
		say("%d are shown, and %s were asked for", len(shown), count)
	}
	if start, ok := asked.Param("startIndex"); !ok || start == "1" {
		count, limited := asked.Param("count")
		if len(want) > 0 && len(shown) == 0 && !(limited && count == "0") {
			say("nothing is shown")
		}
	}
}

// bounds holds an answer against what is selected, where that is not known of all:
// nobody is shown who is not, and, if nothing is paged, who is selected is shown.
func (w *world) bounds(say func(string, ...any), m *rewrite.Message, e filter.Expr, query []rewrite.Param) {
	shown := map[string]bool{}
	for _, id := range gjson.Get(m.Body, "Resources.#.id").Array() {
		shown[id.String()] = true
	}
	paged := slices.ContainsFunc(query, func(p rewrite.Param) bool { return p.Name == "startIndex" || p.Name == "count" })
	for _, u := range w.users {
		switch id := u["id"].(string); worldScope.Holds(e, w.said[id]) {
		case filter.False:
			if shown[id] {
				say("%s is shown, and is not selected", id)
			}
		case filter.True:
			if !paged && !shown[id] && isWhole(m) {
				say("%s is selected, and not shown", id)
			}
		}
	}
}

// isWhole reports whether a list shows all that it counts.
func isWhole(m *rewrite.Message) bool {
	return int(gjson.Get(m.Body, "totalResults").Int()) == len(gjson.Get(m.Body, "Resources").Array())
}

// walkPages reads all pages of two, which must be what is selected, each once.
func (w *world) walkPages(say func(string, ...any), c *rewrite.Chain, text string, want []map[string]any) {
	if !w.one(4) {
		return
	}
	seen := map[string]bool{}
	for start, round := 1, 0; round < 40; round++ {
		m := &rewrite.Message{Method: "GET", Resource: "Users",
			Query: []rewrite.Param{{Name: "filter", Value: text}, {Name: "startIndex", Value: strconv.Itoa(start)},
				{Name: "count", Value: "2"}}}
		var trace rewrite.Trace
		if err := c.Do(m, &trace, w.next); err != nil {
			say("page from %d: %v", start, err)
			return
		}
		shown := gjson.Get(m.Body, "Resources.#.id").Array()
		for _, id := range shown {
			if seen[id.String()] {
				say("%s is on two pages", id)
			}
			seen[id.String()] = true
		}
		if start += len(shown); len(shown) == 0 || start > int(gjson.Get(m.Body, "totalResults").Int()) {
			break
		}
	}
	if len(seen) != len(want) {
		say("the pages show %d, want %d", len(seen), len(want))
	}
}

// tried reports whether it is looked for a plan that was not found, which takes
// long.
func (w *world) tried(seed int) bool { return seed%200 == 0 }

// missed reports whether there was a plan of one request for each part of an or:
// whether of each part one filter that the target takes, made of the literals of e,
// selects all that the part selects, whatever a user is like.
func (w *world) missed(e filter.Expr) bool {
	parts := partsOf(e, false)
	if !isVisible(e) || len(parts) > 10 {
		return false
	}
	atoms := w.atoms(e)
	for _, part := range parts {
		var users []string
		for _, u := range everyUser() {
			if worldScope.Holds(part, u) == filter.True {
				users = append(users, u)
			}
		}
		covers := func(a filter.Expr) bool {
			return !slices.ContainsFunc(users, func(u string) bool { return worldScope.Holds(a, u) != filter.True })
		}
		// Few users may be alike by chance, and a filter that contradicts itself
		// selects nobody.
		if len(users) < 50 || !slices.ContainsFunc(atoms, covers) {
			return false
		}
	}
	return true
}

// partsOf returns the filters of which e, or its negation, is the or.
func partsOf(e filter.Expr, negated bool) []filter.Expr {
	join := func(list []filter.Expr, and bool) []filter.Expr {
		if !and {
			var all []filter.Expr
			for _, x := range list {
				all = append(all, partsOf(x, negated)...)
			}
			return all
		}
		all := []filter.Expr{filter.Const(true)}
		for _, x := range list {
			var next []filter.Expr
			for _, left := range all {
				for _, right := range partsOf(x, negated) {
					next = append(next, filter.AllOf(left, right))
				}
			}
			if all = next; len(all) > 10 {
				break
			}
		}
		return all
	}
	switch x := e.(type) {
	case *filter.Not:
		return partsOf(x.X, !negated)
	case *filter.And:
		return join(x.List, !negated)
	case *filter.Or:
		return join(x.List, negated)
	}
	if negated {
		e = &filter.Not{X: e}
	}
	return []filter.Expr{e}
}

func isVisible(e filter.Expr) bool {
	for _, p := range filter.Paths(e) {
		if a, _ := coreTypes.Find("Users", p); a.Returned >= filter.ReturnedRequest {
			return false
		}
	}
	return true
}

func isOrder(op string) bool { return slices.Contains([]string{"gt", "ge", "lt", "le"}, op) }

// comparesWith reports whether a filter compares an attribute, or a sub-attribute of
// its elements, with a literal.
func comparesWith(e filter.Expr, attr string, l filter.Literal) bool {
	found := false
	of := ""
	visit := func(x filter.Expr) {
		if c, ok := x.(*filter.Compare); ok && c.Value == l && strings.EqualFold(of+c.Path.String(), attr) {
			found = true
		}
	}
	filter.Walk(e, func(x filter.Expr) {
		visit(x)
		if has, ok := x.(*filter.Has); ok {
			of = has.Path.String() + "."
			filter.Walk(has.Where, visit)
			of = ""
		}
	})
	return found
}

// atoms returns the filters that the target takes with the literals of e, but for
// those with ne or not, which say next to nothing. An order is taken only with a
// literal that e compares that attribute with: whether "a" comes after the "5" of an
// id is the collation of the target to say, so that no plan may rest on it.
func (w *world) atoms(e filter.Expr) []filter.Expr {
	literals := map[filter.Literal]bool{}
	filter.Walk(e, func(x filter.Expr) {
		if c, ok := x.(*filter.Compare); ok && c.Op != filter.Pr {
			literals[c.Value] = true
		}
	})
	var list []filter.Expr
	add := func(text string) {
		if a, err := filter.Parse(text); err == nil && w.takes(a) {
			list = append(list, a)
		}
	}
	for _, f := range w.forms {
		for _, attr := range f.attrs {
			for _, op := range f.ops {
				if op == "pr" {
					add(attr + " pr")
					continue
				}
				for l := range literals {
					if op == "ne" || isOrder(op) && !comparesWith(e, attr, l) {
						continue
					}
					add(attr + " " + op + " " + string(l))
				}
			}
		}
		if strings.HasPrefix(f.text, "not") {
			continue
		}
		for l := range literals {
			text := strings.NewReplacer("{v}", string(l)).Replace(f.text)
			for k := range literals {
				add(strings.NewReplacer("{t}", string(k), "{w}", string(k)).Replace(text))
			}
		}
	}
	return list
}

// everyUser returns users of all sorts: with and without each attribute, and with
// elements that have what a filter asks for together and apart.
var everyUser = sync.OnceValue(func() []string {
	w := &world{Rand: rand.New(rand.NewPCG(7, 7))}
	for _, text := range worldTexts {
		l := strings.Trim(text, `"`)
		w.texts = append(w.texts, l, l, l, "x"+l, l+"x", "0"+l, "z"+l+"z")
	}
	users := make([]string, 10_000)
	for i := range users {
		users[i] = jsonOf(w.user(i % 13))
	}
	return users
})

// asksForOthers reports whether a filter asks by not or ne.
func asksForOthers(e filter.Expr) bool {
	found := filter.Negates(e)
	filter.Walk(e, func(x filter.Expr) {
		if c, ok := x.(*filter.Compare); ok && c.Op == filter.Ne {
			found = true
		}
	})
	return found
}
