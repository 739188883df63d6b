package rules

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/json"
)

// upserts checks what becomes of the operations of a PATCH, how many of them are
// counted as dropped, and that the rule has nothing to change in that.
func upserts(t *testing.T, text, in, want string, dropped int) {
	t.Helper()
	set := compile(t, rule("upsert: {"+text+"}"))
	r := do(t, set, "PATCH /Users/1\n\n"+patchOf(in), "204")
	if r.sent == nil {
		t.Fatalf("%s was not sent: %v", in, r.err)
	}
	if got := r.sent.Body; got != patchOf(want) || r.dropped() != dropped {
		t.Errorf("%s\n%s\n got %s\nwant %s\n%d dropped, want %d", text, in, got, patchOf(want), r.dropped(), dropped)
	}
	outcome := "changed"
	if in == want {
		outcome = "kept"
	}
	if got := r.outcome(set, "t/r"); got != outcome {
		t.Errorf("%s\n%s: %s, want %s", text, in, got, outcome)
	}
	again := do(t, set, "PATCH /Users/1\n\n"+r.sent.Body, "204")
	if again.sent == nil || again.sent.Body != r.sent.Body || again.outcome(set, "t/r") != "kept" || again.dropped() != 0 {
		t.Errorf("%s\n%s changed once more to %s", text, r.sent.Body, again.sent.Body)
	}
}

// op returns an operation, with a path and a value if there is one.
func opOf(name, path, value string) string {
	text := `{"op":"` + name + `","path":` + json.Quote(path)
	if value != "" {
		text += `,"value":` + value
	}
	return text + "}"
}

const (
	bareHome     = `paths: ['addresses[type eq "home"]'], write: remove-add, assume: bare-element`
	completeHome = `paths: ['addresses[type eq "home"]'], write: [remove-add, in-place], complete: [streetAddress, locality]`
	wholeWork    = `paths: ['emails[type eq "work"]'], write: remove-add, assume: bare-element`
	onlyWork     = `paths: ['emails[type eq "work"]'], write: replace, assume: single-element, stamp: {primary: true}`
	placeWork    = `paths: ['emails[type eq "work"]'], write: in-place`
	newWork      = `paths: ['emails[type eq "work"]'], write: add, assume: no-element`

	workPath, homePath = `emails[type eq "work"]`, `addresses[type eq "home"]`
)

// anew returns the two operations that write an element anew.
func anew(path, element string) string {
	attribute, _, _ := strings.Cut(path, "[")
	return opOf("remove", path, "") + "," + opOf("add", attribute, "["+element+"]")
}

// Several operations on one element are one, where the first of them stood (Q59).
func TestUpsertJoins(t *testing.T) {
	f := func(text, in, want string, dropped int) { t.Helper(); upserts(t, text, in, want, dropped) }
	street, city := opOf("add", homePath+".streetAddress", `"1 A St"`), opOf("Add", homePath+".locality", `"Lund"`)
	title := opOf("replace", "title", `"x"`)
	const home = `{"type":"home","streetAddress":"1 A St","locality":"Lund"}`
	f(bareHome, street+","+title+","+city, anew(homePath, home)+","+title, 0)
	f(bareHome, title+","+street, title+","+anew(homePath, `{"type":"home","streetAddress":"1 A St"}`), 0)
	f(completeHome, street+","+city, anew(homePath, home), 0)
	f(completeHome, city+","+street, anew(homePath, `{"type":"home","locality":"Lund","streetAddress":"1 A St"}`), 0)
	f(completeHome, street+","+title, opOf("replace", homePath+".streetAddress", `"1 A St"`)+","+title, 0)

	value, primary := opOf("replace", workPath+".value", `"a"`), opOf("replace", workPath+".primary", "true")
	f(onlyWork, value+","+primary, opOf("replace", "emails", `[{"type":"work","value":"a","primary":true}]`), 0)
	f(onlyWork, primary+","+value, opOf("replace", "emails", `[{"type":"work","primary":true,"value":"a"}]`), 0)
	f(onlyWork, value+","+opOf("add", workPath+".primary", "false"),
		opOf("replace", "emails", `[{"type":"work","value":"a","primary":false}]`), 0)
	f(newWork, value+","+primary, opOf("add", "emails", `[{"type":"work","value":"a","primary":true}]`), 0)
	f(placeWork, value+","+opOf("Add", workPath+".display", `"b"`), value+","+opOf("replace", workPath+".display", `"b"`), 0)
	f(wholeWork, opOf("add", `EMAILS[TYPE eq "Work"].VALUE`, `"a"`), anew(workPath, `{"type":"work","value":"a"}`), 0)
	f(`paths: ['roles[primary eq true].value'], write: remove-add, assume: bare-element`,
		opOf("add", "roles[primary eq true].value", `"a"`), anew("roles[primary eq true]", `{"primary":true,"value":"a"}`), 0)
}

// A later operation on one sub-attribute wins, and what is overwritten is counted
// (Q79).
func TestUpsertNetEffect(t *testing.T) {
	f := func(text, in, want string, dropped int) { t.Helper(); upserts(t, text, in, want, dropped) }
	a, b := opOf("add", workPath+".value", `"a"`), opOf("replace", workPath+".value", `"b"`)
	without, gone := opOf("remove", workPath+".value", ""), opOf("remove", workPath, "")
	f(wholeWork, a+","+b, anew(workPath, `{"type":"work","value":"b"}`), 1)
	f(wholeWork, without+","+a+","+b, anew(workPath, `{"type":"work","value":"b"}`), 2)
	f(wholeWork, gone+","+a+","+b, anew(workPath, `{"type":"work","value":"b"}`), 1)
	f(wholeWork, a+","+without, gone, 1)
	f(wholeWork, a+","+gone, gone, 1)
	f(wholeWork, without, gone, 0)
	f(wholeWork, gone, gone, 0)
	f(onlyWork, a+","+opOf("remove", workPath+".primary", ""), opOf("replace", "emails", `[{"type":"work","value":"a"}]`), 0)
	f(onlyWork, a+","+without, gone, 1)
	f(placeWork, a+","+b, opOf("replace", workPath+".value", `"a"`)+","+b, 0)
	f(placeWork, without, without, 0)
	f(placeWork, gone, gone, 0)
	f(placeWork, gone+","+a, gone+","+a, 0) // there is nothing in place
	f(newWork, gone+","+a, opOf("add", "emails", `[{"type":"work","value":"a"}]`), 0)
	f(newWork, without, without, 0)
}

// An operation on the element itself has an object.
func TestUpsertElementValue(t *testing.T) {
	f := func(text, in, want string, dropped int) { t.Helper(); upserts(t, text, in, want, dropped) }
	add := opOf("add", workPath, `{"value":"a","Display":"b"}`)
	put := opOf("replace", workPath, `{ "type": "WORK","value":"c" }`)
	f(wholeWork, add, anew(workPath, `{"type":"work","value":"a","display":"b"}`), 0)
	f(wholeWork, add+","+put, anew(workPath, `{"type":"work","value":"c"}`), 1)
	f(wholeWork, put+","+opOf("add", workPath+".display", `"d"`), anew(workPath, `{"type":"work","value":"c","display":"d"}`), 0)
	f(placeWork, put, put, 0)
	f(placeWork, add, opOf("replace", workPath+".value", `"a"`)+","+opOf("replace", workPath+".Display", `"b"`), 0)
	// a replace of the whole element is complete, whatever it holds
	f(completeHome, opOf("replace", homePath, `{"country":"SE"}`), anew(homePath, `{"type":"home","country":"SE"}`), 0)
	f(completeHome, opOf("add", homePath, `{"country":"SE"}`), opOf("replace", homePath+".country", `"SE"`), 0)
	for _, value := range []string{`{}`, `"a"`, `[{"value":"a"}]`, `null`, `{"value":null}`, `{"value":{}}`, `{"value":""}`,
		`{"value":"a","type":"home"}`, `{"value":"a","emails.x":"b"}`, `{"value":"a","urn:x:y":"b"}`, `{"value":"a","primary":"x"}`} {
		same := opOf("add", workPath, value)
		f(wholeWork, same, same, 0)
		f(placeWork, same, same, 0)
	}
}

// What the rule cannot write without losing something stays as it came.
func TestUpsertLeavesAlone(t *testing.T) {
	value := opOf("add", workPath+".value", `"a"`)
	for _, other := range []string{
		opOf("replace", "emails", `[{"value":"b"}]`),
		opOf("remove", "emails", ""),
		opOf("replace", "emails.value", `"b"`),
		opOf("replace", coreUser+":emails", `[{"value":"b"}]`),
		`{"op":"add","value":{"EMAILS":[{"value":"b"}]}}`,
		`{"op":"add","value":{"emails":null}}`,
		`{"op":"add","value":{"emails[type eq \"work\"].display":"b"}}`,
		`{"op":"add","value":{"` + coreUser + `:emails":[]}}`,
		opOf("add", workPath+".primary", `"True"`),
		opOf("add", workPath+".display", "7"),
		opOf("add", workPath+".display", ""),
		opOf("remove", workPath+".display", `"b"`),
		opOf("replace", workPath+".type", `"home"`),
		opOf("remove", workPath+".type", ""),
	} {
		for _, text := range []string{wholeWork, onlyWork, placeWork, newWork} {
			upserts(t, text, value+","+other, value+","+other, 0)
			upserts(t, text, other+","+value, other+","+value, 0)
		}
	}
	same := func(text, ops string) { t.Helper(); upserts(t, text, ops, ops, 0) }
	display := opOf("add", workPath+".display", `"b"`)
	same(wholeWork, display) // without its value it would be lost
	same(onlyWork, display)
	same(onlyWork, opOf("remove", workPath+".display", ""))
	same(onlyWork, value+","+opOf("remove", `emails[type eq "home"]`, ""))
	same(onlyWork, value+","+opOf("remove", `emails[value eq "x"]`, ""))
	same(bareHome, opOf("remove", homePath+".locality", ""))
	same(`paths: ['addresses[type eq "home"].locality', 'addresses[type eq "home"].region'], write: remove-add, assume: bare-element`,
		opOf("remove", homePath+".locality", ""))
	same(completeHome, opOf("remove", homePath+".locality", ""))
	// another filter may mean the same element, and an order would be lost
	same(wholeWork, value+","+opOf("remove", "emails[primary eq true]", "")+","+display)
	same(wholeWork, value+`,{"op":"add","path":"emails[type eq \"work\"].display","value":"b","name":"x"}`)
}

// What a form does not fit is written in the next.
func TestUpsertNextForm(t *testing.T) {
	f := func(text, in, want string, dropped int) { t.Helper(); upserts(t, text, in, want, dropped) }
	const both = `paths: ['emails[type eq "work"]', 'emails[type eq "home"].value'], write: [replace, in-place], assume: single-element`
	work, home := opOf("add", workPath+".value", `"a"`), opOf("add", `emails[type eq "home"].value`, `"b"`)
	f(both, work, opOf("replace", "emails", `[{"type":"work","value":"a"}]`), 0)
	f(both, work+","+home, opOf("replace", workPath+".value", `"a"`)+","+opOf("replace", `emails[type eq "home"].value`, `"b"`), 0)
	f(both, home+","+opOf("remove", `emails[type eq "other"]`, ""),
		opOf("replace", `emails[type eq "home"].value`, `"b"`)+","+opOf("remove", `emails[type eq "other"]`, ""), 0)
	// apart by their types, so that the order of the three does not matter
	f(wholeWork, work+","+opOf("remove", `emails[type eq "home" and value co "x"]`, "")+","+opOf("add", workPath+".display", `"c"`),
		anew(workPath, `{"type":"work","value":"a","display":"c"}`)+","+opOf("remove", `emails[type eq "home" and value co "x"]`, ""), 0)
	f(completeHome, opOf("remove", homePath+".locality", "")+","+opOf("remove", homePath+".streetAddress", ""),
		opOf("remove", homePath, ""), 0)
	f(completeHome, opOf("remove", homePath+".locality", "")+","+opOf("add", homePath+".streetAddress", `"1 A St"`),
		anew(homePath, `{"type":"home","streetAddress":"1 A St"}`), 0)
}

// An attribute that nobody declares, and one of an extension.
func TestUpsertOtherAttributes(t *testing.T) {
	f := func(text, in, want string) { t.Helper(); upserts(t, text, in, want, 0) }
	const pets = `paths: ['pets[kind eq "dog"]'], write: remove-add, assume: bare-element`
	f(pets, opOf("add", `pets[kind eq "dog"].value`, "7"), anew(`pets[kind eq "dog"]`, `{"kind":"dog","value":7}`))
	f(pets, opOf("add", `pets[kind eq "dog"].good`, "true"), opOf("add", `pets[kind eq "dog"].good`, "true"))
	const at = `urn:x:2.0:User:keys[type eq "a"]`
	f(`paths: ['`+at+`.value'], write: remove-add, assume: bare-element`, opOf("add", at+".value", `"k"`),
		opOf("remove", at, "")+","+opOf("add", "urn:x:2.0:User:keys", `[{"type":"a","value":"k"}]`))
	same := opOf("add", at+".value", `"k"`) + "," + opOf("replace", "urn:x:2.0:User", `{"keys":[]}`)
	f(`paths: ['`+at+`.value'], write: remove-add, assume: bare-element`, same, same)
}

func TestUpsertOptions(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		_, err := Compile(Source{File: "f.yaml", Data: []byte(rule("upsert: {" + text + "}"))})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	const paths = `paths: ['emails[type eq "work"].value'], `
	f(paths+"write: remove-add", "say assume: bare-element if")
	f(paths+"write: add", "say assume: no-element if")
	f(paths+"write: [replace, remove-add], assume: single-element", "say assume: bare-element if")
	f(paths+"write: add, assume: bare-element", "expected one of: no-element")
	f(paths+"write: in-place, assume: bare-element", "leave assume out")
	f(paths+"write: remove-add, complete: [value], assume: bare-element", "leave assume out")
	f(paths+"write: [in-place, add], assume: no-element", "put it last")
	f(paths+"write: []", "expected at least one form")
	f(paths+"write: remove-add, complete: []", "expected at least one sub-attribute")
	f(paths+"write: remove-add, complete: [value, display]", `no path names display of emails[type eq "work"]`)
	f(`paths: ['emails[type eq null].value'], write: in-place`, "expected a path like")
	f(`paths: ['a.b[type eq "x"].value'], write: in-place`, "expected a path like")
	f(`paths: ['emails[type eq "work"]'], stamp: {type: x}, write: in-place`, "a member twice")
	f(`paths: ['emails[type eq "work" and type eq "home"]'], write: in-place`, "a member twice")
}

// Whatever a PATCH holds, each operation is sent or counted, and the rule has
// nothing to change in what it made.
func TestUpsertAtRandom(t *testing.T) {
	t.Parallel()
	sets := map[string]*Set{}
	for _, text := range []string{wholeWork, onlyWork, placeWork, newWork, completeHome, bareHome,
		`paths: ['emails[type eq "work"]', 'emails[type eq "home"].value', 'addresses[type eq "home"]'], ` +
			`write: [replace, remove-add, in-place], complete: [value], assume: single-element`} {
		sets[text] = compile(t, rule("upsert: {"+text+"}"))
	}
	g := rand.New(rand.NewPCG(7, 59))
	targets := []string{"emails", workPath, workPath + ".value", workPath + ".value", workPath + ".display", workPath + ".primary",
		`emails[type eq "home"].value`, `emails[primary eq true]`, homePath, homePath + ".streetAddress", homePath + ".locality", "title"}
	values := []string{`"mark%d"`, `"mark%d"`, `"mark%d"`, `{"value":"mark%d"}`, `{"display":"mark%d"}`,
		`[{"value":"mark%d"}]`, "true"}
	for n := range often(20_000) {
		ops := make([]string, 1+g.IntN(5))
		for i := range ops {
			name, value := "remove", ""
			if g.IntN(4) > 0 {
				name, value = []string{"add", "Replace"}[g.IntN(2)], values[g.IntN(len(values))]
				if strings.Contains(value, "%") {
					value = fmt.Sprintf(value, i)
				}
				if value[0] == '{' { // a replace of a whole element is kept by that it empties it
					name = "add"
				}
			}
			ops[i] = opOf(name, targets[g.IntN(len(targets))], value)
		}
		in := patchOf(strings.Join(ops, ","))
		for text, set := range sets {
			checkUpsert(t, text, set, in)
		}
		if t.Failed() {
			t.Fatalf("at %d", n)
		}
	}
}

func checkUpsert(t *testing.T, text string, set *Set, in string) {
	t.Helper()
	once := do(t, set, "PATCH /Users/1\n\n"+in, "204")
	if once.sent == nil {
		t.Errorf("%s\n%s was not sent: %v", text, in, once.err)
		return
	}
	lost := 0
	for i := range 5 {
		mark := fmt.Sprintf("mark%d", i)
		if strings.Contains(in, mark) && !strings.Contains(once.sent.Body, mark) {
			lost++
		}
	}
	if lost > once.dropped() {
		t.Errorf("%s\n%s\n%s\n%d lost, %d counted", text, in, once.sent.Body, lost, once.dropped())
	}
	if err := json.Check(once.sent.Body); err != nil {
		t.Errorf("%s\n%s: %v", text, once.sent.Body, err)
	}
	twice := do(t, set, "PATCH /Users/1\n\n"+once.sent.Body, "204")
	if twice.sent == nil || twice.sent.Body != once.sent.Body || twice.outcome(set, "t/r") != "kept" {
		t.Errorf("%s\n%s\n%s\nchanges once more to\n%s", text, in, once.sent.Body, twice.sent.Body)
	}
}

// A thousand operations take a thousand times as long as one, and not a million.
func TestUpsertIsLinear(t *testing.T) {
	skipCost(t)
	for _, text := range []string{wholeWork, onlyWork, placeWork, completeHome} {
		set := compile(t, rule("upsert: {"+text+"}"))
		for _, format := range []string{
			`{"op":"add","path":"emails[type eq \"work\"].value","value":"%d"}`,
			`{"op":"add","path":"addresses[type eq \"home\"].streetAddress","value":"%d"}`,
			`{"op":"add","path":"emails[type eq \"work\"].a%d","value":"x"}`,
			`{"op":"remove","path":"emails[value eq \"%d\"]"}`,
		} {
			last := `,{"op":"add","path":"emails[type eq \"work\"].value","value":"x"},` +
				`{"op":"add","path":"addresses[type eq \"home\"].locality","value":"x"}`
			start := time.Now()
			r := do(t, set, "PATCH /Users/1\n\n"+patchOf(repeat(990, format)+last), "204")
			if took := time.Since(start); r.sent == nil || took > 5*time.Second {
				t.Errorf("%s %s: %v, %v", text, format, took, r.err)
			}
		}
	}
}

// What an element written anew may lose is counted as dropped (W8).
func TestUpsertCountsWhatIsLost(t *testing.T) {
	const rule1 = `upsert: {paths: ['addresses[type eq "work"]'], write: [replace, in-place], complete: [region, country], loses: [formatted], assume: single-element}`
	const rule2 = `upsert: {paths: ['roles[primary eq true]'], write: replace, complete: [value], loses: [others], assume: single-element}`
	f := func(text string, want int, subs ...string) {
		t.Helper()
		var ops []string
		for _, sub := range subs {
			ops = append(ops, opOf("add", sub, `"x"`))
		}
		r := do(t, compile(t, rule(text)), "PATCH /Users/1\n\n"+patchOf(strings.Join(ops, ",")), "204")
		if r.err != nil || r.sent == nil || r.dropped() != want {
			t.Errorf("%s: %v: dropped %d, want %d", text, subs, r.dropped(), want)
		}
	}
	const region, country = `addresses[type eq "work"].region`, `addresses[type eq "work"].country`
	f(rule1, 1, region, country)
	f(rule1, 0, region, country, `addresses[type eq "work"].formatted`)
	f(rule1, 0, region) // in its place
	f(rule2, 1, `roles[primary eq true].value`, `roles[primary eq true].type`)
}
