package later_test

import (
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/filter"
	"scimshim/rewrite/state"
)

// Whom the target does not have yet is added when the user is created; all others are in at once.
func TestMemberComesWithTheUser(t *testing.T) {
	w := newWorld(t)
	if status, body := w.send("PATCH Groups/g", patch(add("a", "late", "b"))); status != 204 {
		t.Fatalf("%d %s", status, body)
	}
	w.is("put off", "a b", "Groups g members late")
	if status, body := w.send("POST Users", user("late", "")); status != 201 {
		t.Fatalf("%d %s", status, body)
	}
	w.is("created", "a b late", "")
}

// Where the client does not create the user, the next request for the group has him added.
func TestMemberComesWithTheNextRequest(t *testing.T) {
	for _, request := range []string{"PATCH Groups/g", "GET Groups/g"} {
		w := newWorld(t)
		w.send("PATCH Groups/g", patch(add("late")))
		w.users["late"] = ""
		body := ""
		if strings.HasPrefix(request, "PATCH") {
			body = patch(add("a"))
		}
		w.send(request, body)
		if w.members["late"] {
			t.Errorf("%s: tried at once, though it was just refused", request)
		}
		w.pass(time.Minute)
		status, text := w.send(request, body)
		if !w.members["late"] || status > 299 || len(w.pending()) != 0 || request == "GET Groups/g" && !strings.Contains(text, "late") {
			t.Errorf("%s: %d %s, %v, waiting %v", request, status, text, w.members, w.pending())
		}
	}
}

// One who does not come is tried ever more seldom, and given up in the end, which is counted.
func TestMemberDoesNotCome(t *testing.T) {
	w := newWorld(t)
	w.send("PATCH Groups/g", patch(add("a", "nobody")))
	tries, dropped := 0, 0
	for range 24 * 60 {
		w.pass(time.Minute)
		w.send("PATCH Groups/g", patch(add("a")))
		tries += len(w.asked) - 1
		for _, v := range w.trace.Visits() {
			dropped += v.Dropped
		}
	}
	w.pass(time.Hour)
	w.send("PATCH Groups/g", patch(add("a")))
	for _, v := range w.trace.Visits() {
		dropped += v.Dropped
	}
	if w.is("given up", "a", ""); tries > 120 || dropped != 1 {
		t.Errorf("tried with %d requests, counted %d", tries, dropped)
	}
}

// What the client says of a member meanwhile goes before what it said at first.
func TestMemberIsTakenBack(t *testing.T) {
	for request, body := range map[string]string{
		"PATCH Groups/g":    patch(remove("late")),
		"PATCH Groups/g ":   patch(`{"op":"replace","path":"members","value":[]}`),
		"PUT Groups/g":      `{"schemas":["` + filter.GroupURN + `"],"displayName":"x"}`,
		"DELETE Groups/g":   "",
		"DELETE Users/late": "",
	} {
		w := newWorld(t)
		w.send("PATCH Groups/g", patch(add("late")))
		w.users["late"] = ""
		w.pass(time.Hour)
		if status, text := w.send(strings.TrimSpace(request), body); status > 299 {
			t.Errorf("%s: %d %s", request, status, text)
		}
		w.is(request, "", "")
	}
	w := newWorld(t)
	w.send("PATCH Groups/g", patch(add("late")))
	w.send("PATCH Groups/g", patch(remove("a")))
	w.is("another is removed", "", "Groups g members late")
}

// A repetition that is refused again is put off anew, and not taken for done.
func TestMemberIsAskedForAgain(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.pass(time.Minute)
		if status, _ := w.send("PATCH Groups/g", patch(add("late", "a"))); status != 204 {
			t.Errorf("answered %d", status)
		}
		w.is("again", "a", "Groups g members late")
	}
	w.users["late"] = ""
	w.send("PATCH Groups/g", patch(add("late", "a")))
	w.pass(time.Minute)
	w.send("PATCH Groups/g", patch(add("a")))
	w.is("in the end", "a late", "")
}

// Where nothing can be kept the member is refused by name, as without deferral.
func TestNothingIsKept(t *testing.T) {
	w := newWorld(t)
	w.store = nil
	status, text := w.send("PATCH Groups/g", patch(add("a", "late")))
	if status != 400 || !strings.Contains(text, "those of: late") {
		t.Errorf("without state: %d %s", status, text)
	}
	w = newWorld(t)
	w.store = state.NewMemory(state.Limits{})
	status, text = w.send("PATCH Groups/g", patch(add("a", "late")))
	if status != 400 || !strings.Contains(text, "those of: late") {
		t.Errorf("full: %d %s", status, text)
	}
	if status, text = w.send("PATCH Users/a", patch(setManager("late"))); status != 400 || !strings.Contains(text, "Manager id") {
		t.Errorf("a manager alone: %d %s", status, text)
	}
	status, text = w.send("POST Users", user("c", "late"))
	if status != 503 || !strings.Contains(text, "carried out the rest") {
		t.Errorf("a manager: %d %s", status, text)
	}
}

func setManager(id string) string {
	return `{"op":"replace","path":"` + managerURN + `","value":{"value":"` + id + `"}}`
}

// A user is created without a manager whom the target does not have, and gets him when he is created.
func TestManagerComes(t *testing.T) {
	for request, body := range map[string]string{
		"POST Users":      user("c", "boss"),
		"PUT Users/c":     user("c", "boss"),
		"PATCH Users/c":   patch(setManager("boss")),
		"PATCH Users/c ":  patch(`{"op":"replace","path":"title","value":"x"}`, setManager("boss")),
		"PATCH Users/c  ": patch(`{"op":"replace","value":{"title":"x","` + filter.EnterpriseURN + `":{"manager":{"value":"boss"}}}}`),
	} {
		w := newWorld(t)
		if !strings.HasPrefix(request, "POST") {
			w.users["c"] = ""
		}
		status, text := w.send(strings.TrimSpace(request), body)
		if status > 299 {
			t.Errorf("%s: %d %s", request, status, text)
		}
		w.is(request, "", "Users c "+managerURN+" boss")
		w.send("POST Users", user("boss", ""))
		if w.is(request, "", ""); w.users["c"] != "boss" {
			t.Errorf("%s: the manager is %q, asked %v", request, w.users["c"], w.asked)
		}
	}
}

// Another manager goes before the one who is put off.
func TestManagerIsReplaced(t *testing.T) {
	w := newWorld(t)
	w.send("PATCH Users/a", patch(setManager("boss")))
	w.send("PATCH Users/a", patch(setManager("b")))
	if w.is("replaced", "", ""); w.users["a"] != "b" {
		t.Errorf("the manager is %q", w.users["a"])
	}
	w.send("PATCH Users/a", patch(setManager("boss")))
	w.send("PATCH Users/a", patch(setManager("chief")))
	w.is("replaced by another who is put off", "", "Users a "+managerURN+" chief")
}
