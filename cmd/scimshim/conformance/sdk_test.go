//go:build conformance

package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules"
	"scimshim/rules/cases"
)

// sdkVersions are the versions of the UnboundID SCIM 2 SDK that judge. ServiceNow
// shows texts of one before 3.0; the oldest in the registry is 2.3.1, which like
// 2.3.0 refuses the capitals of "Add".
var sdkVersions = []string{"2.3.1", "2.3.8", "3.2.0", "5.0.0"}

// TestConformanceSDKCases asks the SDK that ServiceNow's provider is built on for
// its opinion of every filter, path and PATCH body that the target sees in the
// cases of all clients. TestConformanceSDKCorpus asks it of all that comes out of
// the clients' requests in the corpus, and of the PATCH bodies of other projects' tests.
func TestConformanceSDKCases(t *testing.T)  { judgeEmissions(t, emittedByCases) }
func TestConformanceSDKCorpus(t *testing.T) { judgeEmissions(t, emittedByCorpus) }

// judgeEmissions asks all versions of the SDK. They must accept everything, and
// make the same of it.
func judgeEmissions(t *testing.T, emit func(*testing.T, func(emission))) {
	asked := map[string]emission{}
	emit(t, func(e emission) { asked[e.kind+"\t"+e.text+"\t"+e.resource] = e })
	questions := make([]emission, 0, len(asked))
	counts := map[string]int{}
	for _, e := range asked {
		questions = append(questions, e)
		counts[e.kind]++
	}
	slices.SortFunc(questions, func(a, b emission) int { return strings.Compare(a.from+a.text, b.from+b.text) })
	said := make([]map[string]string, len(sdkVersions))
	for i, version := range sdkVersions {
		said[i] = map[string]string{}
		t.Run(version, func(t *testing.T) {
			judgeAll(t, version, questions, said[i])
			t.Logf("SDK %s: %d filters, %d paths and %d PATCH bodies", version,
				counts["filter"], counts["path"], counts["patch"])
		})
	}
	for question, first := range said[0] {
		for i, version := range sdkVersions[1:] {
			if other := said[i+1][question]; other != first {
				t.Errorf("%s does of it %s, and %s %s\n%s", sdkVersions[0], first, version, other, question)
			}
		}
	}
}

// judgeAll asks one version, and notes what it makes of each PATCH.
func judgeAll(t *testing.T, version string, questions []emission, said map[string]string) {
	t.Helper()
	judge := startJudge(t, version)
	for _, e := range questions {
		judge.ask("resource", e.resource)
		verdict, resource, _ := strings.Cut(judge.ask(e.kind, e.text), " ")
		if verdict != "ok" {
			t.Errorf("%s: the %s %s: %s", e.from, e.kind, e.text, resource)
		} else if e.kind == "patch" {
			said[e.text+" of "+e.resource] = wildEncode(wildPlain(wildDecode(resource)))
		}
	}
	if verdict := judge.ask("filter", `emails[type eq "work"].value eq "a"`); strings.HasPrefix(verdict, "ok") {
		t.Error("a judge that accepts what ServiceNow refuses is none")
	}
}

// An emission is a text that a strict target must take, with the resource that a
// PATCH is for.
type emission struct{ kind, text, resource, from string }

// emitted notes what is in a request.
func emitted(from string, m *rewrite.Message, note func(emission)) {
	if text, ok := m.Param("filter"); ok {
		note(emission{"filter", text, "{}", from})
	}
	if m.Method != "PATCH" {
		return
	}
	for _, state := range []wildState{wildFull, wildInactive} {
		if state == wildInactive && sdkInPlace(m.Body) {
			continue
		}
		note(emission{"patch", strings.ReplaceAll(m.Body, "\n", " "), sdkResource(m, state), from})
	}
	for _, op := range wildList(wildGet(wildDecode(m.Body), "Operations")) {
		if path := wildText(op, "path"); path != "" {
			note(emission{"path", path, "{}", from})
		}
	}
}

// sdkInPlace reports whether a PATCH writes a part of an address in its place, which
// is an error where there is none: what the pack has no other form for, and says.
func sdkInPlace(body string) bool {
	return strings.Contains(body, `"replace","path":"addresses[type eq \"home\"]`)
}

// sdkResource returns the resource that a PATCH is for, as ServiceNow keeps one.
func sdkResource(m *rewrite.Message, state wildState) string {
	if m.Resource == "Users" {
		return wildEncode(wildUser(wildTargets[0], wildID, state))
	}
	group := wildObject{"id": wildID, "displayName": "Tour Guides"}
	var members []any
	for _, id := range wildMembers(wildDecode(m.Body)) {
		members = append(members, wildObject{"value": id})
	}
	if state == wildFull {
		group["members"] = append(members, wildObject{"value": wildOther})
	}
	return wildEncode(group)
}

// emittedByCases notes what the target sees in the cases of all clients, but for
// those that take a rule of the pack servicenow out.
func emittedByCases(t *testing.T, note func(emission)) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "rules", "testdata", "*-servicenow", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c, err := cases.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Contains(string(text), "step: servicenow/")
		if request, ok := c.Section("target request"); ok && !changed {
			emitted(filepath.Base(file), sdkRequest(request), note)
		}
	}
}

// sdkRequest reads the request of a case.
func sdkRequest(text string) *rewrite.Message {
	head, body, _ := strings.Cut(text, "\n\n")
	line, _, _ := strings.Cut(head, "\n")
	method, target, _ := strings.Cut(line, " ")
	path, query, _ := strings.Cut(target, "?")
	resource, id, _ := strings.Cut(strings.Trim(path, "/"), "/")
	m := &rewrite.Message{Method: method, Resource: resource, ID: id, Body: body}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if text, err := url.PathUnescape(value); err == nil {
			value = text
		}
		m.Query = append(m.Query, rewrite.Param{Name: name, Value: value})
	}
	return m
}

// errNotSent ends the way of a request before the target.
var errNotSent = &rewrite.Refusal{Status: 502, Detail: "nobody answers"}

// emittedByCorpus notes what the target sees of the requests in the corpus.
func emittedByCorpus(t *testing.T, note func(emission)) {
	t.Helper()
	sets := map[string]*rules.Set{} // by the pack of the client
	for _, file := range []string{"wild.jsonl", "patches.jsonl"} {
		for _, row := range wildRows(t, file) {
			if file == "patches.jsonl" {
				row.Method, row.Path = "PATCH", "/"+row.Resource+"/{id}"
			}
			pack := realPack(row.Client)
			if sets[pack] == nil {
				sets[pack] = wildRules(t, pack, "servicenow")
			}
			m := row.message()
			var trace rewrite.Trace
			_ = sets[pack].Chain.Do(m, &trace, func(m *rewrite.Message) error {
				emitted(row.ID, m, note)
				return errNotSent
			})
		}
	}
}

// A judge is the SDK in a process of its own.
type judge struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Scanner
}

// startJudge starts a version of the SDK, which ends with the test.
func startJudge(t *testing.T, version string) *judge {
	t.Helper()
	folder := conformanceCache(t, filepath.Join("sdk", version))
	libraries := folder + string(filepath.ListSeparator) + filepath.Join(folder, "*")
	process := exec.CommandContext(t.Context(),
		"java", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", libraries, "Judge")
	process.Stderr = os.Stderr
	in, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = process.Wait() }) // the context has ended it
	j := &judge{t: t, in: in, out: bufio.NewScanner(out)}
	j.out.Buffer(nil, 1<<20)
	return j
}

// ask asks a question.
func (j *judge) ask(kind, text string) string {
	j.t.Helper()
	if _, err := fmt.Fprintf(j.in, "%s\t%s\n", kind, text); err != nil {
		j.t.Fatal(err)
	}
	if !j.out.Scan() {
		j.t.Fatalf("the judge has ended: %v", j.out.Err())
	}
	return j.out.Text()
}
