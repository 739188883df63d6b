package laws_test

import (
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
	"scimshim/rules/rulestest"
)

var propertyPatches = flag.Int("patches", 600, "how many PATCHes TestPatchesAtRandom makes")

// targets are the packs of targets.
var targets = []string{
	"atlassian", "aws-identity-center", "databricks", "figma", "github-emu", "hcp-terraform", "rfc", "salesforce", "sap-ias",
	"sentry", "servicenow", "slack", "snowflake", "zoom",
}

// A judged is one PATCH on its way to a target, with what it makes of a resource
// after each rule.
type judged struct {
	set    *rules.Set
	client string
	target string
	before map[string]any
	now    map[string]string // the content of what the request makes of it now
	trace  rewrite.Trace
	sent   *rewrite.Message
	err    error
	faults []string

	refuses bool // whether any PATCH of who stays may be refused
	sure    bool // whether the target stores all that the PATCH means
	whole   bool // whether what is lost is counted by the whole chain, and not step by step
}

func (j *judged) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

// meant returns what a body makes of the resource.
func (j *judged) meant(body string) map[string]any {
	s := docStore{adds: j.client == "entra", doc: copyOf(j.before)}
	if err := s.patch(body); err != nil {
		j.fault("the judge cannot read %s: %v", body, err)
	}
	return s.doc
}

// after finds what a rule changed, and did not count.
func (j *judged) after(step int, m *rewrite.Message) {
	next := copyOf(j.before) // where no operation is left, and the proxy answers
	if m.IsRequest() {
		next = j.meant(m.Body)
	}
	said := content(next)
	lost := between(j.now, said)
	if v := j.trace.Visit(step); len(attributesOf(lost)) > v.Dropped {
		j.fault("%s changes %s, and counts %d of it (%s)", j.set.Infos[step].Name, strings.Join(lost, ", "), v.Dropped, v.Request)
	}
	j.now = said
}

// attributesOf returns the attributes that lines of content are about.
func attributesOf(lines []string) []string {
	var names []string
	for _, line := range lines {
		name := line[:strings.IndexAny(line+".", "[.")]
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// A patched holds a resource, does PATCHes to it, and refuses those that it does not take.
type patched interface {
	patch(body string) error
	is() map[string]any
}

// run takes the PATCH to a target that is strict as far as RFC 7644 goes.
func (j *judged) run(m *rewrite.Message) {
	j.to(&docStore{strict: true, byValue: j.target == "aws-identity-center", doc: copyOf(j.before)}, m)
}

// to takes the PATCH to a target.
func (j *judged) to(target patched, m *rewrite.Message) {
	meant := j.meant(m.Body)
	wrote, off := docStore{doc: map[string]any{}}, false
	if wrote.patch(m.Body) == nil {
		off = wrote.doc["active"] == false
	}
	j.now = content(meant)
	j.trace.Record = !j.whole
	j.err = j.set.Chain.Do(m, &j.trace, func(m *rewrite.Message) error {
		seen := *m
		j.sent = &seen
		m.Answer(204, "", "")
		return nil
	})
	for _, c := range j.trace.Changes {
		if !c.Back {
			j.after(c.Step, c.After)
		}
	}
	if j.sent != nil {
		j.err = target.patch(j.sent.Body)
	}
	switch {
	case j.err != nil && off:
		j.fault("a leaver stays: %v", j.err)
		return
	case j.err != nil:
		j.refused()
		return
	case off && target.is()["active"] != false:
		j.fault("a leaver stays active")
	case meant["active"] != target.is()["active"]:
		j.fault("active is %v, and was to be %v", target.is()["active"], meant["active"])
	}
	switch lost := between(j.now, content(target.is())); {
	case j.whole && len(attributesOf(lost)) > j.dropped():
		j.fault("%d is counted, and lost is %s", j.dropped(), strings.Join(lost, ", "))
	case !j.whole && len(lost) > 0:
		j.fault("the target makes something else of %s", strings.Join(lost, ", "))
	}
	if lost := differences(meant, target.is()); j.sure && len(lost) > 0 {
		j.fault("what the target takes does not arrive: %s", strings.Join(lost, ", "))
	}
}

// dropped returns what all steps count as dropped.
func (j *judged) dropped() (n int) {
	for _, v := range j.trace.Visits() {
		n += v.Dropped
	}
	return n
}

// mayRefuse are the rules that may refuse a PATCH of who stays: for a value, or for what
// no form of the target's says.
var mayRefuse = []string{
	"aws-identity-center/stores.texts",               // < > ; : %
	"aws-identity-center/groups.patch.never",         // a replace of all members
	"aws-identity-center/users.stores.required.kept", // to take away what a user is not one without
	"github-emu/users.patch.never",                   // to take away the one e-mail, or a role
	"servicenow/patch.never",                         // parts of a role
	"servicenow/patch.never.filtered_replace",        // likewise
	"sap-ias/users.stores.userType",                  // a type of users that SAP has not
	"slack/users.stores.displayName",                 // an @
}

// refused finds a PATCH of who stays that is refused without need. The parts of an
// address that a target may not have are written in their place, where it refuses them.
func (j *judged) refused() {
	if j.refuses && !j.sure {
		return
	}
	if j.sent != nil && strings.Contains(j.err.Error(), "a missing element of addresses") {
		return
	}
	for i, v := range j.trace.Visits() {
		if name := j.set.Infos[i].Name; v.Request == rewrite.Refused && slices.Contains(mayRefuse, name) {
			return
		}
	}
	j.fault("refused: %v", j.err)
}

// What is meant by a PATCH is what the target stores, but for what a rule counted as
// dropped; and who is to leave is disabled. One goroutine makes the PATCHes, and each processor judges some.
func TestPatchesAtRandom(t *testing.T) {
	t.Parallel()
	made, found := make(chan madePatch, 64), faultsFound{t: t, known: map[string]bool{}}
	var wait sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wait.Go(func() {
			for p := range made {
				p.run(p.message)
				found.report(p)
			}
		})
	}
	makePatches(t, made)
	wait.Wait()
}

// A madePatch is a PATCH that is not yet judged.
type madePatch struct {
	*judged
	message *rewrite.Message
	body    string
}

// makePatches makes PATCHes for all packs of targets.
func makePatches(t *testing.T, made chan<- madePatch) {
	defer close(made)
	clients := []string{"entra", "entra", "entra", "okta", "onelogin"}
	sets := map[string]*rules.Set{}
	r := rand.New(rand.NewPCG(1, 8))
	for i := range *propertyPatches {
		client, target := clients[r.IntN(len(clients))], targets[i%len(targets)]
		set := sets[client+","+target]
		if set == nil {
			set = rulestest.Packs(t, client, target)
			sets[client+","+target] = set
		}
		c := &patchClient{r: r, target: target}
		resource, body := c.patch(client)
		m := inbound("PATCH", resource, body)
		m.ID = "1"
		made <- madePatch{&judged{set: set, client: client, target: target, before: c.resource(resource)}, m, body}
	}
}

// faultsFound reports faults, each once.
type faultsFound struct {
	t     *testing.T
	mu    sync.Mutex
	known map[string]bool
}

func (found *faultsFound) report(p madePatch) {
	found.mu.Lock()
	defer found.mu.Unlock()
	for _, f := range p.faults {
		key := p.client + "," + p.target + ": " + f
		if !found.known[key] {
			found.known[key] = true
			found.t.Errorf("%s\n%s\n%s", key, p.body, mustJSON(p.before))
		}
	}
}

// The judge finds what is changed without being counted, and a leaver who stays.
func TestPatchJudgeFinds(t *testing.T) {
	f := func(text, ops, want string) {
		t.Helper()
		local := rules.Source{File: "local.yaml", Data: []byte(rulestest.File(text))}
		j := &judged{set: rulestest.CompileSources(t, append(rulestest.PackSources(t, "entra", "slack"), local)...), client: "entra", target: "slack"}
		j.before = map[string]any{"active": true, "title": "Old"}
		j.run(inbound("PATCH", "Users", rulestest.PatchOf(ops)))
		if got := strings.Join(j.faults, "; "); !strings.Contains(got, want) || (want == "") != (got == "") {
			t.Errorf("%s: %s: found %q, want %q", text, ops, got, want)
		}
	}
	const title, off = `{"op":"Replace","path":"title","value":"New"}`, `{"op":"Replace","path":"active","value":"False"}`
	f(`users: {drop: [title]}`, title, "") // which is counted
	f(`users: {convert: {title: {to: lower(value), filters: refuse}}}`, title, "t/users.convert.title changes title, and counts 0 of it")
	f(`read: [unquoted]`, title+","+off, "")
	f(`users: {stores: {active: {stored: false, action: refuse, message: never}}}`, title+","+off, "a leaver stays: active: never")
	f(`users: {stores: {title: {stored: false, action: refuse, message: never}}}`, title, "refused: title: never")
}
