package worlds

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/filter/plan"
	"scimshim/rewrite/response"
)

// A world is a directory, a filter, and a target that takes some filters only. The
// target is strict: it knows the forms that it takes as trees of its own, and was
// written without the planner.
type world struct {
	*rand.Rand
	users    []map[string]any
	said     map[any]string // the users as JSON, by their ids
	forms    []worldForm
	texts    []string // what users have
	pageMax  int      // the most that a page of the target shows
	loud     bool     // whether the target answers, too, with who may satisfy the filter
	asked    int
	refusals []string // what the target was sent and does not take
}

// A worldForm is a form of filter that the target takes.
type worldForm struct {
	text  string // for the accept list; empty for attributes and operators
	attrs []string
	ops   []string
	join  bool
	is    func(filter.Expr) bool
}

var (
	worldTexts = []string{`"a"`, `"b"`, `"A"`, `"ab"`, `"work"`, `"home"`}
	worldAttrs = []string{"userName", "title", "externalId", "nickName", "active", "emails.value", "emails.type", "name.givenName"}
	worldOps   = []string{"eq", "ne", "co", "sw", "ew", "gt", "le", "pr"}
)

func (w *world) of(list []string) string { return list[w.IntN(len(list))] }
func (w *world) one(in int) bool         { return w.IntN(in) == 0 }

// newWorld makes a world.
func newWorld(r *rand.Rand) *world {
	w := &world{Rand: r, texts: worldTexts, pageMax: 1 + r.IntN(6), loud: r.IntN(2) == 0, said: map[any]string{}}
	for i := range 3 + w.IntN(10) {
		u := w.user(i)
		w.users, w.said[u["id"]] = append(w.users, u), jsonOf(u)
	}
	for range 1 + w.IntN(4) {
		w.forms = append(w.forms, w.form())
	}
	return w
}

// user makes a user of few values, so that filters match.
func (w *world) user(i int) map[string]any {
	u := map[string]any{"schemas": []any{filter.UserURN}, "id": strconv.Itoa(i)}
	maybe := func(name string) {
		if !w.one(3) {
			u[name] = strings.Trim(w.of(w.texts), `"`)
		}
	}
	for _, name := range []string{"userName", "title", "externalId", "nickName"} {
		maybe(name)
	}
	if !w.one(4) {
		u["active"] = w.one(2)
	}
	if !w.one(3) {
		u["name"] = map[string]any{"givenName": strings.Trim(w.of(w.texts), `"`)}
	}
	var emails []any
	for range w.IntN(3) {
		e := map[string]any{"display": "x"}
		if !w.one(5) {
			e["value"] = strings.Trim(w.of(w.texts), `"`)
		}
		if !w.one(4) {
			e["type"] = strings.Trim(w.of(w.texts[4*w.IntN(2):]), `"`)
		}
		emails = append(emails, e)
	}
	if len(emails) > 0 {
		u["emails"] = emails
	}
	return u
}

// form makes a form of filter.
func (w *world) form() worldForm {
	join := w.one(2)
	switch w.IntN(9) {
	case 8:
		return worldForm{text: `not (title eq {v})`, join: join, is: func(e filter.Expr) bool {
			not, ok := e.(*filter.Not)
			return ok && isCompare(not.X, `title eq`)
		}}
	case 0:
		return worldForm{text: `emails[type eq {t} and value eq {v}]`, join: join, is: func(e filter.Expr) bool {
			return isHas(e, "emails", `type eq`, `value eq`)
		}}
	case 1:
		return worldForm{text: `emails[type eq "work" and value eq {v}]`, join: join, is: func(e filter.Expr) bool {
			return isHas(e, "emails", `type eq "work"`, `value eq`)
		}}
	case 2:
		return worldForm{text: `emails[value eq {v}]`, join: join, is: func(e filter.Expr) bool {
			return isHas(e, "emails", `value eq`)
		}}
	case 3:
		return worldForm{text: `userName eq {v} and active eq {w}`, is: func(e filter.Expr) bool {
			and, ok := e.(*filter.And)
			return ok && len(and.List) == 2 && isCompare(and.List[0], `userName eq`) && isCompare(and.List[1], `active eq`)
		}}
	case 4:
		return worldForm{text: `id eq {v}`, join: join, is: func(e filter.Expr) bool { return isCompare(e, `id eq`) }}
	}
	f := worldForm{join: join}
	for range 1 + w.IntN(3) {
		f.attrs = append(f.attrs, w.of(worldAttrs))
		f.ops = append(f.ops, w.of(worldOps))
	}
	f.is = func(e filter.Expr) bool {
		c, ok := e.(*filter.Compare)
		return ok && slices.Contains(f.attrs, c.Path.String()) && slices.Contains(f.ops, string(c.Op)) &&
			c.Value.Kind() != filter.KindNull
	}
	return f
}

// isCompare reports whether e is a comparison that begins so, as it is written.
func isCompare(e filter.Expr, begins string) bool {
	_, ok := e.(*filter.Compare)
	return ok && strings.HasPrefix(filter.String(e)+" ", begins+" ") && !strings.HasSuffix(filter.String(e), " null")
}

// isHas reports whether e is a value path with these comparisons joined by and.
func isHas(e filter.Expr, name string, begins ...string) bool {
	h, ok := e.(*filter.Has)
	if !ok || h.Path.String() != name {
		return false
	}
	list := []filter.Expr{h.Where}
	if and, ok := h.Where.(*filter.And); ok {
		list = and.List
	}
	if len(list) != len(begins) {
		return false
	}
	for i, b := range begins {
		if !isCompare(list[i], b) {
			return false
		}
	}
	return true
}

// takes reports whether the target takes a filter.
func (w *world) takes(e filter.Expr) bool {
	one := func(e filter.Expr, joined bool) bool {
		return slices.ContainsFunc(w.forms, func(f worldForm) bool { return (!joined || f.join) && f.is(e) })
	}
	if one(e, false) {
		return true
	}
	and, ok := e.(*filter.And)
	return ok && !slices.ContainsFunc(and.List, func(e filter.Expr) bool { return !one(e, true) })
}

// accept returns the accept list that says so.
func (w *world) accept() *plan.Accept {
	var forms []plan.Form
	for _, f := range w.forms {
		form := plan.Form{JoinAnd: f.join, Source: "t/accepted"}
		if f.text != "" {
			form.Pattern, _ = plan.ParsePattern(f.text)
		}
		for _, a := range f.attrs {
			p, _ := filter.ParsePath(a)
			form.Attributes = append(form.Attributes, p)
		}
		for _, op := range f.ops {
			form.Operators = append(form.Operators, filter.Op(op))
		}
		forms = append(forms, form)
	}
	return plan.NewAccept(forms)
}

// literal makes what an attribute is compared with.
func (w *world) literal(attr string) string {
	switch {
	case w.one(40):
		return "null"
	case attr == "active":
		return w.of([]string{"true", "false"})
	case attr == "id":
		return `"` + strconv.Itoa(w.IntN(12)) + `"`
	}
	return w.of(worldTexts)
}

// filter makes a filter.
func (w *world) filter(depth int) string {
	if depth > 0 && !w.one(3) {
		switch w.IntN(7) {
		case 0:
			return "not (" + w.filter(depth-1) + ")"
		case 1, 2:
			return "(" + w.filter(depth-1) + " or " + w.filter(depth-1) + ")"
		case 3, 4, 5:
			return "(" + w.filter(depth-1) + " and " + w.filter(depth-1) + ")"
		}
	}
	switch w.IntN(8) {
	case 0:
		return "emails[" + w.inner(1) + "]"
	case 1:
		return "id eq " + w.literal("id")
	case 2:
		return "emails eq " + w.literal("emails")
	}
	attr, op := w.attr(), w.of(worldOps)
	written := attr
	switch w.IntN(6) {
	case 0:
		written = strings.ToUpper(attr)
	case 1:
		written = filter.UserURN + ":" + attr
	}
	if op == "pr" {
		return written + " pr"
	}
	if attr == "active" || w.one(2) {
		op = "eq"
	}
	return written + " " + op + " " + w.literal(attr)
}

// attr returns an attribute, often one that the target takes in some form.
func (w *world) attr() string {
	if f := w.forms[w.IntN(len(w.forms))]; len(f.attrs) > 0 && w.one(2) {
		return w.of(f.attrs)
	}
	return w.of(worldAttrs)
}

// inner makes what stands in brackets.
func (w *world) inner(depth int) string {
	if depth > 0 && !w.one(3) {
		return w.inner(depth-1) + w.of([]string{" and ", " and ", " or "}) + w.inner(depth-1)
	}
	attr := w.of([]string{"type", "value"})
	op := "eq"
	if w.one(4) {
		op = w.of([]string{"sw", "co", "ne"})
	}
	return attr + " " + op + " " + w.of(worldTexts)
}

// newChain returns a chain that leads to no target yet. It is made once for many worlds, for what a chain
// finds out before its first message, of its steps and of the definitions, is the same in all of them.
func newChain() *rewrite.Chain {
	return &rewrite.Chain{Steps: []rewrite.Step{{Name: "t/accepted", Rule: idle{}}}}
}

// lead has a chain lead to the target.
func (w *world) lead(c *rewrite.Chain) {
	c.Accept = []rewrite.Accepted{{Resource: "Users", List: w.accept(), Last: "t/accepted"}}
	c.Bounds = []rewrite.Bounds{{Resource: "Users", Requests: 10, Pages: 200, PageSize: 1 + w.IntN(6), Scan: w.one(6)}}
}

// idle is a Rule that does nothing.
type idle struct{}

func (idle) Request(*rewrite.Message) error  { return nil }
func (idle) Response(*rewrite.Message) error { return nil }

var (
	coreTypes  = filter.Core()
	worldScope = filter.Scope{Types: coreTypes, Resource: "Users"}
)

// selected returns the users that a filter selects, and whether that is known of
// all.
func (w *world) selected(e filter.Expr) (users []map[string]any, known bool) {
	known = true
	for _, u := range w.users {
		switch worldScope.Holds(e, w.said[u["id"]]) {
		case filter.True:
			users = append(users, u)
		case filter.Unknown:
			known = false
		}
	}
	return users, known
}

func jsonOf(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return string(text)
}

// next is the target.
func (w *world) next(m *rewrite.Message) error {
	w.asked++
	if m.ID != "" {
		for _, u := range w.users {
			if u["id"] == m.ID {
				m.Answer(200, "", jsonOf(w.projected(u, m)))
				return nil
			}
		}
		m.Answer(404, "", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404","detail":"no such user"}`)
		return nil
	}
	found := slices.Clone(w.users)
	if text, ok := m.Param("filter"); ok {
		e, ok := w.taken(text)
		if !ok {
			w.refusals = append(w.refusals, text)
			m.Answer(400, "", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400","scimType":"invalidFilter"}`)
			return nil
		}
		found = slices.DeleteFunc(found, func(u map[string]any) bool {
			truth := worldScope.Holds(e, w.said[u["id"]])
			return truth == filter.False || truth == filter.Unknown && !w.loud
		})
	}
	w.sorted(found, m)
	m.Answer(200, "", w.page(found, m))
	return nil
}

// taken reads a filter, and reports whether the target takes it.
func (w *world) taken(text string) (filter.Expr, bool) {
	e, err := filter.Parse(text)
	return e, err == nil && w.takes(e)
}

// sorted sorts by userName, which is all that the target sorts by.
func (w *world) sorted(users []map[string]any, m *rewrite.Message) {
	if by, ok := m.Param("sortBy"); !ok || by != "userName" {
		return
	}
	descending, _ := m.Param("sortOrder")
	sort.SliceStable(users, func(i, j int) bool {
		a, hasA := users[i]["userName"].(string)
		b, hasB := users[j]["userName"].(string)
		a, b = strings.ToLower(a), strings.ToLower(b)
		less := hasA && (!hasB || a < b)
		if descending == "descending" {
			less = hasB && (!hasA || a > b)
		}
		return less
	})
}

// page returns one page of users.
func (w *world) page(users []map[string]any, m *rewrite.Message) string {
	start, count := 1, w.pageMax
	if text, ok := m.Param("startIndex"); ok {
		start, _ = strconv.Atoi(text)
	}
	if text, ok := m.Param("count"); ok {
		n, _ := strconv.Atoi(text)
		count = min(count, n)
	}
	from := min(max(start-1, 0), len(users))
	shown := []any{}
	for _, u := range users[from:min(from+count, len(users))] {
		shown = append(shown, w.projected(u, m))
	}
	return fmt.Sprintf(`{"schemas":[%q],"totalResults":%d,"startIndex":%d,"itemsPerPage":%d,"Resources":%s}`,
		response.ListURN, len(users), start, len(shown), jsonOf(shown))
}

// projected returns what is shown of a user: whole attributes only.
func (w *world) projected(u map[string]any, m *rewrite.Message) map[string]any {
	list, only := m.Param("attributes")
	excluded, _ := m.Param("excludedAttributes")
	names, without := strings.Split(list, ","), strings.Split(excluded, ",")
	out := map[string]any{}
	for name, v := range u {
		named := slices.ContainsFunc(names, func(n string) bool { return n == name || strings.HasPrefix(n, name+".") })
		if name == "id" || name == "schemas" || (!only || named) && !slices.Contains(without, name) {
			out[name] = v
		}
	}
	return out
}
