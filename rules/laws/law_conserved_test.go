package laws_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/racetest"
	"scimshim/rules"
	"scimshim/rules/cases"
	"scimshim/rules/rulestest"
)

// mayLose tells of the rules that take something out of a request, or put it
// elsewhere, which writes that may be, where left is what is written after them.
// What no such rule explains must reach the target. They are known by their types:
// a block comes to rules of several.
var mayLose = map[string]func(lost write, left []write) bool{
	"store.limit":        func(_ write, left []write) bool { return anyWrite(left, disables) },
	"attr.rename":        func(lost write, left []write) bool { return hasValue(left, lost.value) },
	"attr.set":           func(lost write, left []write) bool { return hasPath(left, lost.path) },
	"form.declaredTypes": func(lost write, _ []write) bool { return strings.HasSuffix(lost.path, ".primary") }, // Q39
	"store.single": func(lost write, left []write) bool {
		return lost.value == "true" && strings.HasSuffix(lost.path, ".primary") || hasWithin(left, lost.path)
	},
	"form.urnForms":  func(lost write, left []write) bool { return hasValue(left, lost.value) },
	"attr.valueRule": func(lost write, left []write) bool { return hasPath(left, lost.path) },
}

// hasWithin reports whether something is left of the attribute that a write is about
// a part of.
func hasWithin(list []write, path string) bool {
	whole, _, _ := strings.Cut(path, ".")
	return anyWrite(list, func(w write) bool { return isWithin(w.path, whole) })
}

// disables reports whether a write makes a leaver, who goes first.
func disables(w write) bool { return w == write{path: "active", value: "false"} }

func hasValue(list []write, value string) bool {
	return anyWrite(list, func(w write) bool { return w.value == value })
}

func hasPath(list []write, path string) bool {
	return anyWrite(list, func(w write) bool { return w.path == path })
}

func anyWrite(list []write, is func(write) bool) bool {
	for _, w := range list {
		if is(w) {
			return true
		}
	}
	return false
}

// lostWrites returns the writes of before that are none of after. Taking something away
// may be said of a part or of the whole.
func lostWrites(before, after []write) []write {
	var list []write
	for _, w := range before {
		kept := anyWrite(after, func(x write) bool {
			return x == w || w.value == "" && (isWithin(x.path, w.path) || isWithin(w.path, x.path))
		})
		if !kept {
			list = append(list, w)
		}
	}
	return list
}

func isWithin(part, whole string) bool { return part == whole || strings.HasPrefix(part, whole+".") }

// A watch looks at a request after each rule.
type watch struct {
	set   *rules.Set
	id    string // of the resource that the client writes
	trace rewrite.Trace
	last  []write
	sent  []write  // all that the target was sent, by however many requests
	asked int      // how many these were
	found []string // the losses that no rule explains

	answers []string // of the target, in a case in which what it answers is needed for what follows
	shown   []write  // what it showed before
	written bool     // whether it was written
}

// watchOf returns a watch of the case's request. Where a rule reads before it writes, or needs to know
// what was created, the target answers as in the case.
func (k caseOf) watchOf(m *rewrite.Message) *watch {
	w := newWatch(k.set, m)
	asked := k.c.All(cases.TargetRequest)
	reads := len(asked) > 0 && m.Method != "GET" && strings.HasPrefix(asked[0], "GET ")
	adds := len(asked) > 1 && m.Method == "POST" && strings.HasPrefix(asked[1], "PATCH ")
	if reads || adds {
		w.answers = k.c.All(cases.TargetResponse)
	}
	return w
}

// answer has the target answer, and notes what it shows.
func (w *watch) answer(m *rewrite.Message) error {
	text := "204"
	if w.asked <= len(w.answers) {
		text = w.answers[w.asked-1]
	}
	w.written = w.written || m.Method != "GET"
	err := cases.ParseResponse(text, m)
	if !w.written && m.Status == 200 {
		w.shown = append(w.shown, writesOf("POST", m.Body)...)
		w.shown = append(w.shown, w.membersIn(m)...)
	}
	return err
}

// membersIn returns the members of the group that the client writes, where the target was asked for
// the users of that group.
func (w *watch) membersIn(m *rewrite.Message) (list []write) {
	text, _ := m.Param("filter")
	if m.Resource != "Users" || text != `groups.value eq "`+w.id+`"` {
		return nil
	}
	for r := range m.Resources() {
		id, _ := r.Lookup("id")
		list = append(list, write{"members", strings.Trim(id, `"`)})
	}
	return list
}

// leavesActive reports whether active is to be what the target shows, and is not sent, or is not to
// change, and is sent as the target shows it.
func (w *watch) leavesActive(wanted string, sent *rewrite.Message) bool {
	is := ""
	if sent != nil {
		is = meaningOf(sent.Method, sent.Body)
	}
	return w.answers != nil && (wanted == "") != (is == "") && slices.Contains(w.shown, write{"active", wanted + is})
}

func newWatch(set *rules.Set, m *rewrite.Message) *watch {
	w := &watch{set: set, id: m.ID, last: writesOf(m.Method, m.Body)}
	w.trace.Record = true
	return w
}

// after compares what a rule left of the request with what it was given. A rule that
// answers it itself is asked for no account. What one takes out that sends several requests
// has to be in another of them, or is counted as dropped.
func (w *watch) after(step int, before, m *rewrite.Message) {
	if m.Local() && w.set.Infos[step].Kind == "reply" {
		return
	}
	now := writesOf(m.Method, m.Body)
	if w.asked > 1 { // it may be another request than the one of the change before
		w.last = writesOf(before.Method, before.Body)
	}
	if _, several := w.set.Chain.Steps[step].Rule.(rewrite.Conductor); several {
		if w.trace.Visit(step).Dropped > 0 { // as managed does, and says so
			w.last = now
			return
		}
		for _, gone := range lostWrites(w.last, slices.Concat(w.sent, w.shown)) {
			w.found = append(w.found, fmt.Sprintf("%s loses %q of %s in all that it sends",
				w.set.Infos[step].Name, gone.value, gone.path))
		}
		if m.IsRequest() { // and not the answer that the rule has come to
			w.last = now
		}
		return
	}
	for _, gone := range lostWrites(w.last, now) {
		explains := mayLose[strings.TrimPrefix(fmt.Sprintf("%T", w.set.Chain.Steps[step].Rule), "*")]
		changed := w.trace.Visit(step).Request == rewrite.Changed
		if !changed || w.trace.Visit(step).Dropped == 0 && (explains == nil || !explains(gone, now)) {
			w.found = append(w.found, fmt.Sprintf("%s loses %q of %s, and it is not counted",
				w.set.Infos[step].Name, gone.value, gone.path))
		}
	}
	w.last = now
}

// run takes the request through the set, and returns what no rule explains.
func (w *watch) run(m *rewrite.Message) (sent *rewrite.Message, losses []string, err error) {
	resource := m.Resource
	err = w.set.Chain.Do(m, &w.trace, func(m *rewrite.Message) error {
		seen := *m
		if w.answers == nil || m.Method != "GET" && m.Resource == resource { // a group gets the new user, too
			sent = &seen
		}
		w.sent, w.asked = append(w.sent, writesOf(m.Method, m.Body)...), w.asked+1
		return w.answer(m)
	})
	for _, c := range w.trace.Changes {
		if !c.Back {
			w.after(c.Step, c.Before, c.After)
		}
	}
	if sent == nil {
		return nil, w.found, err // what was refused is lost as a whole, and said so
	}
	for _, gone := range lostWrites(w.last, slices.Concat(w.sent, w.shown)) {
		w.found = append(w.found, fmt.Sprintf("%s is lost on the way to the target", gone.path))
	}
	return sent, w.found, nil
}

// In no case is something lost that a client writes, unless a rule took it out,
// or the request is refused.
func TestAllCasesConserveWrites(t *testing.T) {
	t.Parallel()
	judged := 0
	for _, k := range allCases(t) {
		m, err := k.c.Request()
		if err != nil {
			t.Fatal(err)
		}
		if len(writesOf(m.Method, m.Body)) > 0 {
			judged++
		}
		_, losses, err := k.watchOf(m).run(m)
		if _, ok := rulestest.Refused(err); len(losses) > 0 && !ok {
			t.Errorf("%s: %s", k.name, strings.Join(losses, "; "))
		}
	}
	if judged < racetest.Often(100) {
		t.Errorf("only %d cases write something", judged)
	}
}

// The comparison finds what is lost.
func TestLossIsFound(t *testing.T) {
	f := func(request func(*rewrite.Message) error, method, body, want string) {
		t.Helper()
		set := withRule(t, broken{request: request}, renaming)
		m := inbound(method, "Users", body)
		_, losses, err := newWatch(set, m).run(m)
		if got := strings.Join(losses, "; "); err != nil || (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %v %q, want %q", body, err, got, want)
		}
	}
	const ops = `{"Operations":[{"op":"add","path":"title","value":"x"},{"op":"add","value":{"name":{"givenName":"y"}}}]}`
	f(nil, "PATCH", ops, "")
	f(nil, "POST", `{"userName":"x","title":null,"externalId":"7"}`, "")
	f(func(m *rewrite.Message) error { m.SetBody(`{"UserName":"X"}`); return nil }, "POST",
		`{"userName":"x","active":true}`, `client/broken loses "true" of active`)
	without := func(path string) func(*rewrite.Message) error {
		return func(m *rewrite.Message) error {
			return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
				if a.Path.String() == path {
					return rewrite.Drop, nil
				}
				return rewrite.Keep, nil
			})
		}
	}
	f(without("title"), "PATCH", ops, "") // an operation that is dropped is counted
	two := strings.Replace(ops, `"y"`, `"y","familyName":"z"`, 1)
	f(without("name.givenName"), "PATCH", two, "") // and so is a part of its value
	f(func(m *rewrite.Message) error {
		m.SetBody(strings.Replace(m.Body, `"givenName":"y",`, "", 1))
		return nil
	}, "PATCH", two, `client/broken loses "y" of name.givenname`)
	f(func(m *rewrite.Message) error { m.Body = `{}`; return nil }, "PUT", `{"active":true}`, "loses")
}

// So does it where a rule sends several requests: what is in none of them is lost.
func TestLossInSeveralIsFound(t *testing.T) {
	const title, name = `{"op":"add","path":"title","value":"x"}`, `{"op":"add","path":"nickName","value":"y"}`
	of := func(ops string) string { return `{"Operations":[` + ops + `]}` }
	for second, want := range map[string]string{name: "", title: `client/broken loses "y" of nickname in all that it sends`} {
		set := withRule(t, halves{of(title), of(second)}, renaming)
		m := inbound("PATCH", "Users", of(title+","+name))
		_, losses, err := newWatch(set, m).run(m)
		if got := strings.Join(losses, "; "); err != nil || got != want {
			t.Errorf("%s: %v %q, want %q", second, err, got, want)
		}
	}
}

// Halves sends a request as two.
type halves struct{ first, second string }

func (halves) Request(*rewrite.Message) error   { return nil }
func (halves) Response(*rewrite.Message) error  { return nil }
func (halves) Conducts(m *rewrite.Message) bool { return true }
func (h halves) Conduct(m *rewrite.Message, next rewrite.Next) error {
	sub := m.Another(m.Method, m.Resource, m.ID, h.second)
	m.SetBody(h.first)
	if err := next(m); err != nil {
		return err
	}
	return next(sub)
}

// What is read of a request is the same in all dialects.
func TestWritesOf(t *testing.T) {
	f := func(ops, want string) {
		t.Helper()
		if got := fmt.Sprint(writesOf("PATCH", `{"Operations":[`+ops+`]}`)); got != "["+want+"]" {
			t.Errorf("%s\nwrites %s, want [%s]", ops, got, want)
		}
	}
	f(`{"op":"Add","path":"Title","value":"X"}`, "{title x}")
	f(`{"op":"add","path":"`+filter.UserURN+`:title","value":[{"$ref":null,"value":"X"}]}`, "{title x}")
	f(`{"op":"add","value":{"name.givenName":"X","name":{"familyName":null}}}`, "{name.familyname } {name.givenname x}")
	f(`{"op":"add","value":"{\"active\":\"False\"}"}`, "{active false}")
	f(`{"op":"add","value":{"`+filter.UserURN+`":{"active":false}}}`, "{active false}")
	f(`{"op":"add","path":"`+filter.EnterpriseURN+`","value":{"manager":{"value":"x"}}}`, "{manager x}")
	f(`{"op":"add","value":{"`+filter.EnterpriseURN+`:manager":"x","urn:a:b":{"c":1}}}`, "{urn:a:b:c 1} {manager x}")
	f(`{"op":"remove","path":"emails[type eq \"Work\"].value"}`, "{emails.type work} {emails }")
	f(`{"op":"remove","path":"members","value":[{"value":"7"},"8"]}`, "{members 7} {members 8}")
	f(`{"op":"remove","path":"members[value eq \"7\"]"}`, "{members 7} {members }")
	f(`{"op":"add","path":"members","value":{"members":[{"value":"7","displayName":"x"}]}}`, "{members.display x} {members 7}")
	f(`{"op":"add","value":{"id":"7","members":[]}}`, "{members }")
	f(`{"op":"add","path":"roles","value":"[{\"value\":\"x\"}]"}`, "{roles x}")
}

// A broken is a rule that does what no rule may do.
type broken struct{ request, response func(*rewrite.Message) error }

func (b broken) Request(m *rewrite.Message) error { return misdo(b.request, m) }

func (b broken) Response(m *rewrite.Message) error { return misdo(b.response, m) }

func misdo(f func(*rewrite.Message) error, m *rewrite.Message) error {
	if f == nil {
		return nil
	}
	return f(m)
}

// withRule returns a set of a broken rule of the client's file and, after it,
// the rules of a source.
func withRule(t *testing.T, r rewrite.Rule, source string) *rules.Set {
	set := rulestest.CompileSources(t, rules.Source{File: "local.yaml", Data: []byte(source)})
	set.Chain.Steps = append([]rewrite.Step{{Name: "client/broken", Rule: r}}, set.Chain.Steps...)
	set.Infos = append([]rules.Info{{Name: "client/broken", Kind: "broken"}}, set.Infos...)
	return set
}

const renaming = `
name: local
users:
  rename: {from: externalId, to: nickName}
`
