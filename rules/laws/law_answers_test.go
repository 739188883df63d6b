package laws_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/packs"
	"scimshim/rules/rulestest"
)

var answersTried = flag.Int("answers", 4_000, "how many exchanges TestAnswersAreTrue plays")

// worldLength is how many exchanges are played with one directory.
const worldLength = 100

// Whatever the target, the parameters of its pack and the directory: nobody is said
// not to exist who does, unless by a statement about the data that the parameters
// make and that no exchange has shown to be wrong; and nobody is shown whose values
// are not those that were asked for.
func TestAnswersAreTrue(t *testing.T) {
	t.Parallel()
	targets, shards := targetPacks(t), runtime.GOMAXPROCS(0)
	parts := make([]map[string]int, shards)
	var wait sync.WaitGroup
	for i := range shards {
		parts[i] = map[string]int{}
		wait.Go(func() {
			for seed := i; seed*worldLength < *answersTried && !t.Failed(); seed += shards {
				w := newAnswerWorld(t, rand.New(rand.NewPCG(uint64(seed), 8)), seed, targets[seed%len(targets)])
				for n := 0; w != nil && n < worldLength; n++ {
					parts[i][w.exchange()]++
				}
			}
		})
	}
	wait.Wait()
	counts := map[string]int{}
	for _, part := range parts {
		for what, n := range part {
			counts[what] += n
		}
	}
	t.Log(counts)
	for _, what := range []string{"found", "nobody", "refused", "written"} {
		if counts[what] < *answersTried/100 {
			t.Errorf("%d exchanges were %s", counts[what], what)
		}
	}
}

// targetPacks returns the packs that say what filters a target takes.
func targetPacks(t *testing.T) (names []string) {
	for _, name := range packs.Names() {
		if len(rulestest.Packs(t, name).Chain.Accept) > 0 {
			names = append(names, name)
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %v are packs of targets", names)
	}
	return names
}

// An answerWorld is a directory behind a pack with parameters.
type answerWorld struct {
	*truth
	t      *testing.T
	set    *rules.Set
	label  string
	client string
	stated map[string]bool // what the parameters say of the data
}

func newAnswerWorld(t *testing.T, r *rand.Rand, seed int, target string) *answerWorld {
	w := &answerWorld{t: t, truth: newTruth(r, target), client: []string{"entra", "okta"}[r.IntN(2)], stated: map[string]bool{}}
	pack, _ := rules.Pack(target)
	list, err := rules.Params(pack)
	if err != nil {
		t.Error(err)
		return nil
	}
	w.snow = target == "servicenow"
	for _, p := range list {
		if value, ok := w.value(p); ok {
			pack.Given = append(pack.Given, rules.Given{Name: p.Name, Value: value})
			w.states(p.Name, value)
		} else {
			w.states(p.Name, p.Default)
		}
	}
	client, _ := rules.Pack(w.client)
	set, err := rules.Compile(client, pack) // not from the goroutine that may end the test
	if err != nil {
		t.Errorf("%s with %v: %v", target, pack.Given, err)
		return nil
	}
	w.set = set
	w.label = fmt.Sprintf("seed %d, %s,%s %v", seed, w.client, target, pack.Given)
	return w
}

// value chooses a value for a parameter, or none.
func (w *answerWorld) value(p rules.Param) (string, bool) {
	switch {
	case p.Unstated == "" && w.IntN(3) > 0:
		return "", false
	case p.Type == "boolean":
		return fmt.Sprint(w.IntN(2) == 0), true
	case len(p.OneOf) > 0:
		return p.OneOf[w.IntN(len(p.OneOf))], true
	}
	return "", false
}

// states notes what a parameter says of the data.
func (w *answerWorld) states(name, value string) {
	switch {
	case name == "match_email" && value == "username":
		w.stated["email"] = true
	case name == "external_id" && value == "ask": // the externalId of each user is Zoom's id
		w.stated["externalId"] = true
	case name == "normalised_user_name" && value == "true":
		w.writes = true
	case name == "map_manager" && value == "false":
		w.snow = false
	}
}

// A question is a query, and who is meant by it.
type question struct {
	about  string // what a statement about the data would be about
	filter string
	meant  func(*person) bool
	shows  func(writing) bool // whether what is shown of somebody does not contradict
}

func (w *answerWorld) exchange() string {
	switch w.IntN(8) {
	case 0:
		return w.write()
	case 1:
		if w.IntN(3) == 0 { // behind the proxy's back
			w.any().email = fmt.Sprintf("b%d@example.com", w.IntN(40))
		}
	}
	return w.ask(w.question())
}

// write creates somebody, or writes somebody anew.
func (w *answerWorld) write() string {
	name := fmt.Sprintf("w%d@example.com", w.IntN(60))
	email := name
	if w.IntN(5) == 0 {
		email = fmt.Sprintf("v%d@example.com", w.IntN(60))
	}
	external := fmt.Sprintf("y%d", w.IntN(60))
	body := fmt.Sprintf(`{"schemas":[%q],"userName":%q,"externalId":%q,"displayName":"A B","active":true,`+
		`"name":{"givenName":"A","familyName":"B"},"emails":[{"type":"work","value":%q,"primary":true}]}`, userOfWorld, name, external, email)
	m := &rewrite.Message{Method: "POST", Resource: "Users", Body: body}
	if w.IntN(2) == 0 {
		m.Method, m.ID = "PUT", w.any().id
	}
	var trace rewrite.Trace
	if err := w.set.Chain.Do(m, &trace, w.answer); err != nil {
		if _, ok := rulestest.Refused(err); !ok {
			w.t.Errorf("%s: %s: %v", w.label, body, err)
		}
		return "refused"
	}
	return "written"
}

// question makes a query as the identity providers send them.
func (w *answerWorld) question() question {
	value := func(of func(*person) string) string {
		if v := of(w.any()); v != "" && w.IntN(4) > 0 {
			return v
		}
		p := w.any()
		return []string{p.userName, p.email, p.externalId, "nobody", fmt.Sprintf("m%d@example.com", w.IntN(20))}[w.IntN(5)]
	}
	is := func(a, b string) bool { return a == "" || strings.EqualFold(a, b) }
	switch w.IntN(9) {
	case 0, 1:
		v := value(func(p *person) string { return p.userName })
		return question{"userName", "userName eq " + w.quoted(v), func(p *person) bool { return strings.EqualFold(p.userName, v) },
			func(s writing) bool { return is(s.UserName, v) }}
	case 2, 3:
		v := value(func(p *person) string { return p.externalId })
		return question{"externalId", "externalId eq " + w.quoted(v), func(p *person) bool { return v != "" && p.externalId == v },
			func(s writing) bool { return is(s.ExternalID, v) }}
	case 4, 5:
		v := value(func(p *person) string { return p.email })
		form := []string{`emails[type eq "work"].value eq %s`, `emails[type eq "work" and value eq %s]`}[w.IntN(2)]
		if w.client == "okta" {
			form = `emails[type eq "work" and value eq %s]`
		}
		return question{"email", fmt.Sprintf(form, w.quoted(v)), func(p *person) bool { return strings.EqualFold(p.email, v) },
			func(s writing) bool { return is(s.email(), v) }}
	case 6:
		id, manager := w.any().id, w.any().manager
		if manager == "" {
			manager = w.any().id
		}
		return question{"", fmt.Sprintf(`id eq %q and manager eq %q`, id, manager),
			func(p *person) bool { return p.id == id && p.manager == manager },
			func(s writing) bool { return is(s.ID, id) && is(s.Enterprise.Manager.Value, manager) }}
	case 7:
		v := value(func(p *person) string { return p.userName })
		return question{"userName", "userName eq " + w.quoted(v) + " and active eq true",
			func(p *person) bool { return strings.EqualFold(p.userName, v) && p.active },
			func(s writing) bool { return is(s.UserName, v) && (s.Active == nil || *s.Active) }}
	}
	// A name with quotes, of a client that escapes none.
	v := "x" + []string{`" or userName eq "`, `" and userName eq "`, `" or active eq true or userName eq "`}[w.IntN(3)] + w.any().userName
	return question{"userName", `userName eq "` + v + `"`, func(p *person) bool { return p.userName == v },
		func(s writing) bool { return w.client != "entra" || is(s.UserName, v) }}
}

func (w *answerWorld) quoted(v string) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// ask asks a question, and judges the answer by the directory.
func (w *answerWorld) ask(q question) string {
	m := &rewrite.Message{Method: "GET", Resource: "Users", Query: []rewrite.Param{{Name: "filter", Value: q.filter}}}
	switch w.IntN(5) {
	case 0:
		m.Query = append(m.Query, rewrite.Param{Name: "attributes", Value: []string{"id", "userName,emails", "externalId"}[w.IntN(3)]})
	case 1:
		m.Query = append(m.Query, rewrite.Param{Name: "excludedAttributes", Value: []string{"emails", "title"}[w.IntN(2)]})
	}
	query := slices.Clone(m.Query)
	var trace rewrite.Trace
	if err := w.set.Chain.Do(m, &trace, w.answer); err != nil {
		if _, ok := rulestest.Refused(err); !ok {
			w.t.Errorf("%s: %v: %v", w.label, query, err)
		}
		return "refused"
	}
	if m.Status != 200 {
		return "refused"
	}
	defer func() { w.differs = w.differs || !w.writes && differ(m.Body) }()
	var list struct {
		TotalResults int
		Resources    []writing
	}
	if err := json.Unmarshal([]byte(m.Body), &list); err != nil {
		w.t.Errorf("%s: %v: %v", w.label, query, err)
	}
	for _, s := range list.Resources {
		if !q.shows(s) {
			w.t.Errorf("%s: %v, plan %s: shown is another: %s", w.label, query, trace.Plan, m.Body)
		}
	}
	if len(list.Resources) > 0 {
		return "found"
	}
	if trace.Warrant == rewrite.NoWarrant {
		w.t.Errorf("%s: %v, plan %s: nobody, and on nobody's word", w.label, query, trace.Plan)
	}
	if i := slices.IndexFunc(w.people, q.meant); i >= 0 && !(w.stated[q.about] && (q.about != "email" || !w.differs)) {
		w.t.Errorf("%s: %v, plan %s: nobody, but there is %+v", w.label, query, trace.Plan, *w.people[i])
	}
	return "nobody"
}
