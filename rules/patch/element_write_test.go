package patch_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"scimshim/rewrite/json"
	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// writing returns a file that says in these words how elements of an attribute are written, and
// the name of the step.
func writing(text string) (file, step string) {
	_, attribute, _ := strings.Cut(text, "paths: ['")
	attribute, _, _ = strings.Cut(attribute, "[")
	return rulestest.File("users: {patch: {elements: {'" + attribute + "': {adds: keep, " + text + "}}}}"),
		"t/users.patch.elements." + attribute
}

// writesElements checks what becomes of the operations of a PATCH, how many of them are
// counted as dropped, and that the rule has nothing to change in that.
func writesElements(t *testing.T, text, in, want string, dropped int) {
	t.Helper()
	file, step := writing(text)
	set := rulestest.Compile(t, file)
	r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(in), "204")
	if r.Sent == nil {
		t.Fatalf("%s was not sent: %v", in, r.Err)
	}
	if got := r.Sent.Body; got != rulestest.PatchOf(want) || r.Dropped() != dropped {
		t.Errorf("%s\n%s\n got %s\nwant %s\n%d dropped, want %d", text, in, got, rulestest.PatchOf(want), r.Dropped(), dropped)
	}
	outcome := "changed"
	if in == want {
		outcome = "kept"
	}
	if got := r.Outcome(set, step); got != outcome {
		t.Errorf("%s\n%s: %s, want %s", text, in, got, outcome)
	}
	again := rulestest.Do(t, set, "PATCH /Users/1\n\n"+r.Sent.Body, "204")
	if again.Sent == nil || again.Sent.Body != r.Sent.Body || again.Outcome(set, step) != "kept" || again.Dropped() != 0 {
		t.Errorf("%s\n%s changed once more to %s", text, r.Sent.Body, again.Sent.Body)
	}
}

const (
	bareHome     = `paths: ['addresses[type eq "home"]'], write: remove_add, assume: bare_element`
	completeHome = `paths: ['addresses[type eq "home"]'], write: [remove_add, in_place], complete: [streetAddress, locality], assume: bare_element`
	wholeWork    = `paths: ['emails[type eq "work"]'], write: remove_add, assume: bare_element`
	onlyWork     = `paths: ['emails[type eq "work"]'], write: replace, assume: [single_element, bare_element], stamp: {primary: true}`
	placeWork    = `paths: ['emails[type eq "work"]'], write: in_place`
	newWork      = `paths: ['emails[type eq "work"]'], write: add, assume: no_element`

	workPath, homePath = `emails[type eq "work"]`, `addresses[type eq "home"]`
)

// anew returns the two operations that write an element anew.
func anew(path, element string) string {
	attribute, _, _ := strings.Cut(path, "[")
	return rulestest.OpOf("remove", path, "") + "," + rulestest.OpOf("add", attribute, "["+element+"]")
}

// Several operations on one element are one, where the first of them stood (Q59).
func TestElementWriteJoins(t *testing.T) {
	f := func(text, in, want string, dropped int) { t.Helper(); writesElements(t, text, in, want, dropped) }
	street, city := rulestest.OpOf("add", homePath+".streetAddress", `"1 A St"`), rulestest.OpOf("Add", homePath+".locality", `"Lund"`)
	title := rulestest.OpOf("replace", "title", `"x"`)
	const home = `{"type":"home","streetAddress":"1 A St","locality":"Lund"}`
	f(bareHome, street+","+title+","+city, anew(homePath, home)+","+title, 0)
	f(bareHome, title+","+street, title+","+anew(homePath, `{"type":"home","streetAddress":"1 A St"}`), 0)
	f(completeHome, street+","+city, anew(homePath, home), 0)
	f(completeHome, city+","+street, anew(homePath, `{"type":"home","locality":"Lund","streetAddress":"1 A St"}`), 0)
	f(completeHome, street+","+title, rulestest.OpOf("replace", homePath+".streetAddress", `"1 A St"`)+","+title, 0)

	value, primary := rulestest.OpOf("replace", workPath+".value", `"a"`), rulestest.OpOf("replace", workPath+".primary", "true")
	f(onlyWork, value+","+primary, rulestest.OpOf("replace", "emails", `[{"type":"work","value":"a","primary":true}]`), 0)
	f(onlyWork, primary+","+value, rulestest.OpOf("replace", "emails", `[{"type":"work","primary":true,"value":"a"}]`), 0)
	f(onlyWork, value+","+rulestest.OpOf("add", workPath+".primary", "false"),
		rulestest.OpOf("replace", "emails", `[{"type":"work","value":"a","primary":false}]`), 0)
	f(newWork, value+","+primary, rulestest.OpOf("add", "emails", `[{"type":"work","value":"a","primary":true}]`), 0)
	f(placeWork, value+","+rulestest.OpOf("Add", workPath+".display", `"b"`), value+","+rulestest.OpOf("replace", workPath+".display", `"b"`), 0)
	f(wholeWork, rulestest.OpOf("add", `EMAILS[TYPE eq "Work"].VALUE`, `"a"`), anew(workPath, `{"type":"work","value":"a"}`), 0)
	f(`paths: ['roles[primary eq true].value'], write: remove_add, assume: bare_element`,
		rulestest.OpOf("add", "roles[primary eq true].value", `"a"`), anew("roles[primary eq true]", `{"primary":true,"value":"a"}`), 0)
}

// A later operation on one sub-attribute wins, and what is overwritten is counted
// (Q79).
func TestElementWriteNetEffect(t *testing.T) {
	f := func(text, in, want string, dropped int) { t.Helper(); writesElements(t, text, in, want, dropped) }
	a, b := rulestest.OpOf("add", workPath+".value", `"a"`), rulestest.OpOf("replace", workPath+".value", `"b"`)
	without, gone := rulestest.OpOf("remove", workPath+".value", ""), rulestest.OpOf("remove", workPath, "")
	f(wholeWork, a+","+b, anew(workPath, `{"type":"work","value":"b"}`), 1)
	f(wholeWork, without+","+a+","+b, anew(workPath, `{"type":"work","value":"b"}`), 2)
	f(wholeWork, gone+","+a+","+b, anew(workPath, `{"type":"work","value":"b"}`), 1)
	f(wholeWork, a+","+without, gone, 1)
	f(wholeWork, a+","+gone, gone, 1)
	f(wholeWork, without, gone, 0)
	f(wholeWork, gone, gone, 0)
	f(onlyWork, a+","+rulestest.OpOf("remove", workPath+".primary", ""), rulestest.OpOf("replace", "emails", `[{"type":"work","value":"a"}]`), 0)
	f(onlyWork, a+","+without, gone, 1)
	f(placeWork, a+","+b, rulestest.OpOf("replace", workPath+".value", `"a"`)+","+b, 0)
	f(placeWork, without, without, 0)
	f(placeWork, gone, gone, 0)
	f(placeWork, gone+","+a, gone+","+a, 0) // there is nothing in place
	f(newWork, gone+","+a, rulestest.OpOf("add", "emails", `[{"type":"work","value":"a"}]`), 0)
	f(newWork, without, without, 0)
}

// An operation on the element itself has an object.
func TestElementWriteElementValue(t *testing.T) {
	f := func(text, in, want string, dropped int) { t.Helper(); writesElements(t, text, in, want, dropped) }
	add := rulestest.OpOf("add", workPath, `{"value":"a","Display":"b"}`)
	put := rulestest.OpOf("replace", workPath, `{ "type": "WORK","value":"c" }`)
	f(wholeWork, add, anew(workPath, `{"type":"work","value":"a","display":"b"}`), 0)
	f(wholeWork, add+","+put, anew(workPath, `{"type":"work","value":"c"}`), 1)
	f(wholeWork, put+","+rulestest.OpOf("add", workPath+".display", `"d"`), anew(workPath, `{"type":"work","value":"c","display":"d"}`), 0)
	f(placeWork, put, put, 0)
	f(placeWork, add, rulestest.OpOf("replace", workPath+".value", `"a"`)+","+rulestest.OpOf("replace", workPath+".Display", `"b"`), 0)
	// a replace of the whole element is complete, whatever it holds
	f(completeHome, rulestest.OpOf("replace", homePath, `{"country":"SE"}`), anew(homePath, `{"type":"home","country":"SE"}`), 0)
	f(completeHome, rulestest.OpOf("add", homePath, `{"country":"SE"}`), rulestest.OpOf("replace", homePath+".country", `"SE"`), 0)
	for _, value := range []string{`{}`, `"a"`, `[{"value":"a"}]`, `null`, `{"value":null}`, `{"value":{}}`, `{"value":""}`,
		`{"value":"a","type":"home"}`, `{"value":"a","emails.x":"b"}`, `{"value":"a","urn:x:y":"b"}`, `{"value":"a","primary":"x"}`} {
		same := rulestest.OpOf("add", workPath, value)
		f(wholeWork, same, same, 0)
		f(placeWork, same, same, 0)
	}
}

// What the rule cannot write without losing something stays as it came.
func TestElementWriteLeavesAlone(t *testing.T) {
	value := rulestest.OpOf("add", workPath+".value", `"a"`)
	for _, other := range []string{
		rulestest.OpOf("replace", "emails", `[{"value":"b"}]`),
		rulestest.OpOf("remove", "emails", ""),
		rulestest.OpOf("replace", "emails.value", `"b"`),
		rulestest.OpOf("replace", rulestest.CoreUser+":emails", `[{"value":"b"}]`),
		`{"op":"add","value":{"EMAILS":[{"value":"b"}]}}`,
		`{"op":"add","value":{"emails":null}}`,
		`{"op":"add","value":{"emails[type eq \"work\"].display":"b"}}`,
		`{"op":"add","value":{"` + rulestest.CoreUser + `:emails":[]}}`,
		rulestest.OpOf("add", workPath+".primary", `"True"`),
		rulestest.OpOf("add", workPath+".display", "7"),
		rulestest.OpOf("add", workPath+".display", ""),
		rulestest.OpOf("remove", workPath+".display", `"b"`),
		rulestest.OpOf("replace", workPath+".type", `"home"`),
		rulestest.OpOf("remove", workPath+".type", ""),
	} {
		for _, text := range []string{wholeWork, onlyWork, placeWork, newWork} {
			writesElements(t, text, value+","+other, value+","+other, 0)
			writesElements(t, text, other+","+value, other+","+value, 0)
		}
	}
	same := func(text, ops string) { t.Helper(); writesElements(t, text, ops, ops, 0) }
	display := rulestest.OpOf("add", workPath+".display", `"b"`)
	same(wholeWork, display) // without its value it would be lost
	same(onlyWork, display)
	same(onlyWork, rulestest.OpOf("remove", workPath+".display", ""))
	same(onlyWork, value+","+rulestest.OpOf("remove", `emails[type eq "home"]`, ""))
	same(onlyWork, value+","+rulestest.OpOf("remove", `emails[value eq "x"]`, ""))
	same(bareHome, rulestest.OpOf("remove", homePath+".locality", ""))
	same(`paths: ['addresses[type eq "home"].locality', 'addresses[type eq "home"].region'], write: remove_add, assume: bare_element`,
		rulestest.OpOf("remove", homePath+".locality", ""))
	same(completeHome, rulestest.OpOf("remove", homePath+".locality", ""))
	// another filter may mean the same element, and an order would be lost
	same(wholeWork, value+","+rulestest.OpOf("remove", "emails[primary eq true]", "")+","+display)
	same(wholeWork, value+`,{"op":"add","path":"emails[type eq \"work\"].display","value":"b","name":"x"}`)
}

// What a form does not fit is written in the next.
func TestElementWriteNextForm(t *testing.T) {
	f := func(text, in, want string, dropped int) { t.Helper(); writesElements(t, text, in, want, dropped) }
	const both = `paths: ['emails[type eq "work"]', 'emails[type eq "home"].value'], write: [replace, in_place], assume: [single_element, bare_element]`
	work, home := rulestest.OpOf("add", workPath+".value", `"a"`), rulestest.OpOf("add", `emails[type eq "home"].value`, `"b"`)
	f(both, work, rulestest.OpOf("replace", "emails", `[{"type":"work","value":"a"}]`), 0)
	f(both, work+","+home, rulestest.OpOf("replace", workPath+".value", `"a"`)+","+rulestest.OpOf("replace", `emails[type eq "home"].value`, `"b"`), 0)
	f(both, home+","+rulestest.OpOf("remove", `emails[type eq "other"]`, ""),
		rulestest.OpOf("replace", `emails[type eq "home"].value`, `"b"`)+","+rulestest.OpOf("remove", `emails[type eq "other"]`, ""), 0)
	// apart by their types, so that the order of the three does not matter
	f(wholeWork, work+","+rulestest.OpOf("remove", `emails[type eq "home" and value co "x"]`, "")+","+rulestest.OpOf("add", workPath+".display", `"c"`),
		anew(workPath, `{"type":"work","value":"a","display":"c"}`)+","+rulestest.OpOf("remove", `emails[type eq "home" and value co "x"]`, ""), 0)
	f(completeHome, rulestest.OpOf("remove", homePath+".locality", "")+","+rulestest.OpOf("remove", homePath+".streetAddress", ""),
		rulestest.OpOf("remove", homePath, ""), 0)
	f(completeHome, rulestest.OpOf("remove", homePath+".locality", "")+","+rulestest.OpOf("add", homePath+".streetAddress", `"1 A St"`),
		anew(homePath, `{"type":"home","streetAddress":"1 A St"}`), 0)
}

// An attribute that nobody declares, and one of an extension.
func TestElementWriteOtherAttributes(t *testing.T) {
	f := func(text, in, want string) { t.Helper(); writesElements(t, text, in, want, 0) }
	const pets = `paths: ['pets[kind eq "dog"]'], write: remove_add, assume: bare_element`
	f(pets, rulestest.OpOf("add", `pets[kind eq "dog"].value`, "7"), anew(`pets[kind eq "dog"]`, `{"kind":"dog","value":7}`))
	f(pets, rulestest.OpOf("add", `pets[kind eq "dog"].good`, "true"), rulestest.OpOf("add", `pets[kind eq "dog"].good`, "true"))
	const at = `urn:x:2.0:User:keys[type eq "a"]`
	f(`paths: ['`+at+`.value'], write: remove_add, assume: bare_element`, rulestest.OpOf("add", at+".value", `"k"`),
		rulestest.OpOf("remove", at, "")+","+rulestest.OpOf("add", "urn:x:2.0:User:keys", `[{"type":"a","value":"k"}]`))
	same := rulestest.OpOf("add", at+".value", `"k"`) + "," + rulestest.OpOf("replace", "urn:x:2.0:User", `{"keys":[]}`)
	f(`paths: ['`+at+`.value'], write: remove_add, assume: bare_element`, same, same)
}

// Whatever a PATCH holds, each operation is sent or counted, and the rule has
// nothing to change in what it made.
func TestElementWriteAtRandom(t *testing.T) {
	t.Parallel()
	sets := map[string]*rules.Set{}
	for _, text := range []string{wholeWork, onlyWork, placeWork, newWork, completeHome, bareHome} {
		file, _ := writing(text)
		sets[file] = rulestest.Compile(t, file)
	}
	two := rulestest.File(`users: {patch: {elements: {emails: {paths: ['emails[type eq "work"]', 'emails[type eq "home"].value'], adds: keep, ` +
		`write: [replace, remove_add, in_place], complete: [value], assume: single_element}, ` +
		`addresses: {paths: ['addresses[type eq "home"]'], adds: keep, write: [replace, remove_add, in_place], complete: [locality], ` +
		`assume: single_element}}}}`)
	sets[two] = rulestest.Compile(t, two)
	g := rand.New(rand.NewPCG(7, 59))
	targets := []string{"emails", workPath, workPath + ".value", workPath + ".value", workPath + ".display", workPath + ".primary",
		`emails[type eq "home"].value`, `emails[primary eq true]`, homePath, homePath + ".streetAddress", homePath + ".locality", "title"}
	values := []string{`"mark%d"`, `"mark%d"`, `"mark%d"`, `{"value":"mark%d"}`, `{"display":"mark%d"}`,
		`[{"value":"mark%d"}]`, "true"}
	for n := range rulestest.Often(20_000) {
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
			ops[i] = rulestest.OpOf(name, targets[g.IntN(len(targets))], value)
		}
		in := rulestest.PatchOf(strings.Join(ops, ","))
		for text, set := range sets {
			checkElementWrite(t, text, set, in)
		}
		if t.Failed() {
			t.Fatalf("at %d", n)
		}
	}
}

func checkElementWrite(t *testing.T, text string, set *rules.Set, in string) {
	t.Helper()
	once := rulestest.Do(t, set, "PATCH /Users/1\n\n"+in, "204")
	if once.Sent == nil {
		t.Errorf("%s\n%s was not sent: %v", text, in, once.Err)
		return
	}
	lost := 0
	for i := range 5 {
		mark := fmt.Sprintf("mark%d", i)
		if strings.Contains(in, mark) && !strings.Contains(once.Sent.Body, mark) {
			lost++
		}
	}
	if lost > once.Dropped() {
		t.Errorf("%s\n%s\n%s\n%d lost, %d counted", text, in, once.Sent.Body, lost, once.Dropped())
	}
	if err := json.Check(once.Sent.Body); err != nil {
		t.Errorf("%s\n%s: %v", text, once.Sent.Body, err)
	}
	twice := rulestest.Do(t, set, "PATCH /Users/1\n\n"+once.Sent.Body, "204")
	if twice.Sent == nil || twice.Sent.Body != once.Sent.Body || changes(twice, set) {
		t.Errorf("%s\n%s\n%s\nchanges once more to\n%s", text, in, once.Sent.Body, twice.Sent.Body)
	}
}

// changes reports whether a step of the file changed something.
func changes(r *rulestest.Exchange, set *rules.Set) bool {
	for _, info := range set.Infos {
		if strings.HasPrefix(info.Name, "t/") && r.Outcome(set, info.Name) != "kept" {
			return true
		}
	}
	return false
}

// A thousand operations take a thousand times as long as one, and not a million.
func TestElementWriteIsLinear(t *testing.T) {
	rulestest.SkipCost(t)
	for _, text := range []string{wholeWork, onlyWork, placeWork, completeHome} {
		file, _ := writing(text)
		set := rulestest.Compile(t, file)
		for _, format := range []string{
			`{"op":"add","path":"emails[type eq \"work\"].value","value":"%d"}`,
			`{"op":"add","path":"addresses[type eq \"home\"].streetAddress","value":"%d"}`,
			`{"op":"add","path":"emails[type eq \"work\"].a%d","value":"x"}`,
			`{"op":"remove","path":"emails[value eq \"%d\"]"}`,
		} {
			last := `,{"op":"add","path":"emails[type eq \"work\"].value","value":"x"},` +
				`{"op":"add","path":"addresses[type eq \"home\"].locality","value":"x"}`
			start := time.Now()
			r := rulestest.Do(t, set, "PATCH /Users/1\n\n"+rulestest.PatchOf(rulestest.Repeat(990, format)+last), "204")
			if took := time.Since(start); r.Sent == nil || took > 5*time.Second {
				t.Errorf("%s %s: %v, %v", text, format, took, r.Err)
			}
		}
	}
}

// What an element written anew may lose is counted as dropped (W8).
func TestElementWriteCountsWhatIsLost(t *testing.T) {
	const rule1 = `paths: ['addresses[type eq "work"]'], write: [replace, in_place], complete: [region, country], loses: [formatted], assume: single_element`
	const rule2 = `paths: ['roles[primary eq true]'], write: replace, complete: [value], loses: [others], assume: single_element`
	// the parts that the schema has, where nobody says which the target has
	const schema = `paths: ['emails[type eq "work"]'], write: replace, assume: single_element`
	const complete = `paths: ['addresses[type eq "work"]'], write: [replace, in_place], complete: [region, country], assume: single_element`
	const stamped = schema + `, stamp: {primary: true}`
	const bare = `paths: ['emails[type eq "work"]'], write: replace, assume: [single_element, bare_element]`
	f := func(text string, want int, subs ...string) {
		t.Helper()
		var ops []string
		for _, sub := range subs {
			ops = append(ops, rulestest.OpOf("add", sub, `"x"`))
		}
		file, _ := writing(text)
		r := rulestest.Do(t, rulestest.Compile(t, file), "PATCH /Users/1\n\n"+rulestest.PatchOf(strings.Join(ops, ",")), "204")
		if r.Err != nil || r.Sent == nil || r.Dropped() != want {
			t.Errorf("%s: %v: dropped %d, want %d", text, subs, r.Dropped(), want)
		}
	}
	const region, country = `addresses[type eq "work"].region`, `addresses[type eq "work"].country`
	f(rule1, 1, region, country)
	f(rule1, 0, region, country, `addresses[type eq "work"].formatted`)
	f(rule1, 0, region) // in its place
	f(rule2, 1, `roles[primary eq true].value`, `roles[primary eq true].type`)
	const value, display = `emails[type eq "work"].value`, `emails[type eq "work"].display`
	f(schema, 1, value)
	f(schema, 1, value, display)
	f(stamped, 1, value)
	f(stamped, 0, value, display)
	f(bare, 0, value)
	f(complete, 1, region, country)
}

func TestElementWrite(t *testing.T) {
	const replace = `paths: ['emails[type eq "work"].value', 'emails[type eq "home"].value'], write: replace, ` +
		`assume: [single_element, bare_element], stamp: {primary: true}`
	const again = `paths: ['emails[type eq "work"].value', 'emails[type eq "home"].value'], write: remove_add, assume: bare_element`
	work, home := `{"op":"add","path":"emails[type eq \"work\"].value","value":"a"}`, `{"op":"replace","path":"emails[type eq \"home\"].value","value":"b"}`
	f := func(text, in, want string) {
		t.Helper()
		writesElements(t, text, in, want, 0)
	}
	f(replace, work, `{"op":"replace","path":"emails","value":[{"type":"work","value":"a","primary":true}]}`)
	f(again, work, `{"op":"remove","path":"emails[type eq \"work\"]"},{"op":"add","path":"emails","value":[{"type":"work","value":"a"}]}`)
	f(again, `{"op":"remove","path":"emails[type eq \"work\"].value"}`, `{"op":"remove","path":"emails[type eq \"work\"]"}`)
	// one would undo the other
	f(replace, work+","+home, work+","+home)
	f(replace, work+`,{"op":"add","value":{"emails":[{"value":"c"}]}}`, work+`,{"op":"add","value":{"emails":[{"value":"c"}]}}`)
	f(again, work+`,{"op":"add","path":"emails","value":[{"value":"c"}]}`, work+`,{"op":"add","path":"emails","value":[{"value":"c"}]}`)
	f(again, work+`,{"op":"add","path":"emails[type eq \"work\"].display","value":"c"}`,
		work+`,{"op":"add","path":"emails[type eq \"work\"].display","value":"c"}`)
	// what is no text, or of another element
	for _, op := range []string{
		`{"op":"add","path":"emails[type eq \"work\"].value","value":""}`,
		`{"op":"add","path":"emails[type eq \"work\"].value","value":7}`,
		`{"op":"add","path":"emails[type eq \"work\"].value"}`,
		`{"op":"remove","path":"emails[type eq \"work\"].value","value":"a"}`,
		`{"op":"add","path":"emails[type eq \"other\"].value","value":"a"}`,
		`{"op":"add","path":"emails[type eq \"work\"].display","value":"a"}`,
		`{"op":"add","path":"emails[type eq \"work\"]","value":"a"}`,
	} {
		f(replace, op, op)
		f(again, op, op)
	}
}
