package later_test

import (
	"testing"
	"time"
)

// A scene is a request that takes several, after what was before it.
type scene struct {
	name, request, body string
	before              func(w *world)
	requests            int
}

var scenes = []scene{
	{"a member is put off", "PATCH Groups/g", patch(add("a", "late")), func(*world) {}, 3},
	{"two members are put off", "PATCH Groups/g", patch(add("late", "a", "boss", "b")), func(*world) {}, 7},
	{"a member comes with the user", "POST Users", user("late", ""), func(w *world) {
		w.send("PATCH Groups/g", patch(add("a", "late")))
	}, 2},
	{"a member comes with the next request", "PATCH Groups/g", patch(add("b")), func(w *world) {
		w.send("PATCH Groups/g", patch(add("a", "late")))
		w.users["late"] = ""
		w.pass(time.Minute)
	}, 2},
	{"a member still does not come", "PATCH Groups/g", patch(add("b")), func(w *world) {
		w.send("PATCH Groups/g", patch(add("a", "late")))
		w.pass(time.Minute)
	}, 2},
	{"a manager is put off", "POST Users", user("c", "boss"), func(*world) {}, 2},
	{"a manager alone is put off", "PATCH Users/a", patch(setManager("boss")), func(*world) {}, 1},
	{"a manager comes with the user", "POST Users", user("boss", ""), func(w *world) {
		w.send("POST Users", user("c", "boss"))
	}, 2},
	{"a member and a manager come with the user", "POST Users", user("boss", ""), func(w *world) {
		w.send("POST Users", user("c", "boss"))
		w.send("PATCH Groups/g", patch(add("c", "boss")))
	}, 3},
}

// run plays a scene, in which a request may fail, and then the client's next cycle: it repeats what was
// not answered with success, and creates whom everything waits for.
func (s *scene) run(t *testing.T, at int, f fault) (w *world, twice []string, told bool) {
	t.Helper()
	w = newWorld(t)
	s.before(w)
	if at > 0 {
		w.fault = map[int]fault{at: f}
	}
	status, _ := w.send(s.request, s.body)
	for change, n := range w.times {
		if n > 1 {
			twice = append(twice, change)
		}
	}
	w.fault = nil
	if at == 0 && len(w.asked) != s.requests {
		t.Errorf("%s: asked %v", s.name, w.asked)
	}
	if status > 299 {
		told = true
		if again, body := w.send(s.request, s.body); again > 299 {
			t.Errorf("%s, %s at %d: then answered %d %s", s.name, f.name, at, again, body)
		}
	}
	for _, id := range []string{"late", "boss"} {
		w.send("POST Users", user(id, ""))
	}
	w.pass(2 * time.Hour)
	w.send("PATCH Groups/g", patch(add("a", "b")))
	w.send("PATCH Users/a", patch(`{"op":"replace","path":"title","value":"x"}`))
	w.send("PATCH Users/c", patch(`{"op":"replace","path":"title","value":"x"}`))
	return w, twice, told
}

// Whatever goes wrong with whichever request, nothing is carried out twice, and after the next cycle all
// is there: what was answered with success without a word, and all else by its repetition.
func TestFaults(t *testing.T) {
	cells, double, lost := 0, 0, 0
	for i := range scenes {
		s := &scenes[i]
		clean, _, _ := s.run(t, 0, fault{})
		for _, f := range faults {
			for at := 1; at <= s.requests; at++ {
				cells++
				w, twice, told := s.run(t, at, f)
				if len(twice) > 0 {
					double++
					t.Errorf("%s, %s at %d: %v twice", s.name, f.name, at, twice)
				}
				if w.state() != clean.state() || len(w.pending()) != len(clean.pending()) {
					lost++
					t.Errorf("%s, %s at %d, told %v: %s and waiting %v, want %s and %v", s.name, f.name, at, told, w.state(), w.pending(),
						clean.state(), clean.pending())
				}
			}
		}
	}
	t.Logf("%d cells: %d double executions, %d lost, told or not, after the next cycle", cells, double, lost)
	if cells < 200 || double+lost > 0 {
		t.Error("that is not what is promised")
	}
}
