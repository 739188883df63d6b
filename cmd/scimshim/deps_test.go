package main

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// graph is what each package may import: packages of this module, then the
// modules of others. No arrow may be missing, and none may be too many.
const graph = `
cmd/scimshim: cmd/scimshim/demo cmd/scimshim/links cmd/scimshim/mockserver cmd/scimshim/remark cmd/scimshim/service cmd/scimshim/setup config config/layout config/tree proxy/guard proxy/log proxy/mock proxy/probe proxy/secret proxy/target rules rules/cases rules/cases/suite rules/packs rules/page rules/upgrade; cobra
cmd/scimshim/conformance: ;
cmd/scimshim/demo: cmd/scimshim/demo/cycle proxy proxy/mock rewrite rewrite/filter rules;
cmd/scimshim/demo/cycle: rewrite/filter;
cmd/scimshim/e2e: ;
cmd/scimshim/links: ;
cmd/scimshim/mockserver: cmd/scimshim/demo/cycle proxy/mock;
cmd/scimshim/remark: config/tree;
cmd/scimshim/service: cmd/scimshim/setup config config/tree proxy proxy/file proxy/guard proxy/limit proxy/log proxy/pace proxy/target rewrite rewrite/index rewrite/state rewrite/state/disk rules; fsnotify systemd
cmd/scimshim/service/servicetest: proxy/mock rules;
cmd/scimshim/setup: config config/tree proxy/file proxy/secret proxy/target rewrite rewrite/state rewrite/state/disk rules;
cmd/scimshim/siege: ;
config: config/schema config/tree;
config/schema: config/tree;
config/schema/schematest: config/tree; jsonschema
config/layout: config/tree; yaml
config/tree: ; yaml
deploy: ;
deploy/bench/page: ;
proxy: proxy/ascii proxy/fault proxy/file proxy/guard proxy/head proxy/limit proxy/listen proxy/log proxy/metric proxy/pace proxy/reason proxy/reload proxy/secret proxy/space proxy/target rewrite rewrite/ids rewrite/json rewrite/serve rewrite/shape rewrite/state; fasthttp prometheus
proxy/ascii: ;
proxy/fault: ; fasthttp oauth2
proxy/file: proxy/fault;
proxy/guard: rewrite rewrite/apply rewrite/filter rewrite/json rewrite/state;
proxy/head: proxy/ascii proxy/reason rewrite rewrite/ids; fasthttp
proxy/lifetest: ;
proxy/limit: ;
proxy/listen: proxy/ascii proxy/fault proxy/file proxy/limit; fasthttp
proxy/log: proxy/fault proxy/secret rewrite/json;
proxy/metric: rewrite rewrite/state; prometheus
proxy/mock: proxy/mock/atlassian proxy/mock/aws proxy/mock/entraid proxy/mock/github proxy/mock/kit proxy/mock/kit/ordered proxy/mock/kit/store proxy/mock/servicenow;
proxy/mock/atlassian: proxy/mock/kit proxy/mock/kit/filter proxy/mock/kit/model proxy/mock/kit/ordered proxy/mock/kit/patch proxy/mock/kit/rest proxy/mock/kit/store;
proxy/mock/aws: proxy/mock/kit proxy/mock/kit/filter proxy/mock/kit/model proxy/mock/kit/ordered proxy/mock/kit/patch proxy/mock/kit/rest proxy/mock/kit/store;
proxy/mock/entraid: proxy/mock/kit proxy/mock/kit/filter proxy/mock/kit/model proxy/mock/kit/ordered proxy/mock/kit/patch proxy/mock/kit/store;
proxy/mock/github: proxy/mock/kit proxy/mock/kit/filter proxy/mock/kit/model proxy/mock/kit/ordered proxy/mock/kit/patch proxy/mock/kit/rest proxy/mock/kit/store;
proxy/mock/kit: proxy/mock/kit/ordered;
proxy/mock/kit/filter: proxy/mock/kit/ordered;
proxy/mock/kit/model: proxy/mock/kit proxy/mock/kit/ordered;
proxy/mock/kit/ordered: ;
proxy/mock/kit/patch: proxy/mock/kit proxy/mock/kit/filter proxy/mock/kit/model proxy/mock/kit/ordered;
proxy/mock/kit/rest: proxy/mock/kit proxy/mock/kit/ordered proxy/mock/kit/store;
proxy/mock/kit/store: proxy/mock/kit/ordered;
proxy/mock/mocktest: proxy/mock proxy/mock/kit;
proxy/mock/servicenow: proxy/mock/kit proxy/mock/kit/ordered proxy/mock/kit/store proxy/mock/servicenow/sdk;
proxy/mock/servicenow/sdk: proxy/mock/kit/ordered;
proxy/mock/servicenow/sdk/sdktest: proxy/mock/kit/ordered;
proxy/pace: ; gobreaker time
proxy/probe: config/layout rewrite/apply rewrite/filter rewrite/json rules;
proxy/proxytest: proxy proxy/file proxy/log proxy/roomtest proxy/secret proxy/target rewrite rewrite/filter rewrite/filter/plan rewrite/response;
proxy/reason: rewrite;
proxy/reload: ;
proxy/roomtest: proxy/file;
proxy/secret: proxy/ascii proxy/fault proxy/file;
proxy/space: ;
proxy/target: proxy/ascii proxy/fault proxy/file proxy/limit proxy/secret; net oauth2
proxy/wholetest: ;
proxy/wiretest: ;
rewrite: rewrite/filter rewrite/filter/plan rewrite/ids rewrite/json rewrite/response rewrite/state;
rewrite/apply: rewrite/filter rewrite/json;
rewrite/chaintest: ;
rewrite/filter: rewrite/filter/compare rewrite/json;
rewrite/filter/compare: ; text
rewrite/filter/plan: rewrite/filter rewrite/json;
rewrite/formtest: rewrite rewrite/filter rewrite/json;
rewrite/ids: ; text
rewrite/index: rewrite rewrite/filter rewrite/json;
rewrite/json: ;
rewrite/mutants: ;
rewrite/racetest: ;
rewrite/response: rewrite/filter rewrite/filter/compare rewrite/json; gjson sjson
rewrite/serve: rewrite rewrite/filter rewrite/json;
rewrite/shape: rewrite rewrite/filter rewrite/filter/plan rewrite/json;
rewrite/state: ;
rewrite/state/disk: rewrite/state; bbolt
rewrite/worlds: ;
rules: config/schema config/tree rewrite rewrite/filter rewrite/filter/plan rules/adopt rules/answer rules/attr rules/emulate rules/form rules/kind rules/managed rules/normalize rules/packs rules/patch rules/query rules/store;
rules/adopt: config/tree rewrite rewrite/filter rewrite/json rules/kind rules/part;
rules/answer: config/tree rewrite rewrite/filter rewrite/json rewrite/response rewrite/state rules/kind rules/part;
rules/attr: config/tree rewrite rewrite/filter rewrite/filter/compare rewrite/json rules/expression rules/kind rules/part;
rules/blocktest: rules rules/cases;
rules/cases: rewrite rewrite/filter rewrite/json rewrite/serve rewrite/state; txtar
rules/cases/suite: rewrite rules rules/cases;
rules/divide: rewrite rewrite/filter rewrite/json rules/kind rules/later rules/part;
rules/emulate: config/tree rewrite rewrite/apply rewrite/filter rewrite/json rules/kind rules/part;
rules/expression: config/tree rewrite rewrite/filter rewrite/json rules/kind rules/part;
rules/form: config/tree rewrite rewrite/filter rewrite/json rules/kind rules/part;
rules/kind: config/tree rewrite rewrite/filter rewrite/filter/plan;
rules/later: rewrite rewrite/filter rewrite/json rewrite/state rules/kind rules/part;
rules/laws: ;
rules/managed: config/tree rewrite rewrite/apply rewrite/filter rewrite/filter/compare rewrite/json rewrite/response rules/kind rules/part;
rules/normalize: config/tree rewrite rewrite/filter rules/answer rules/attr rules/form rules/kind rules/patch rules/store;
rules/packs: ;
rules/page: config/tree rules rules/packs;
rules/part: rewrite rewrite/filter rewrite/filter/plan rewrite/json;
rules/patch: config/tree rewrite rewrite/filter rewrite/filter/plan rewrite/json rules/divide rules/emulate rules/kind rules/later rules/part;
rules/query: config/tree rewrite rewrite/filter rewrite/filter/compare rewrite/filter/plan rewrite/json rewrite/response rules/kind rules/part;
rules/rulestest: rewrite rewrite/json rewrite/response rules rules/cases;
rules/store: config/tree rewrite rewrite/filter rewrite/filter/plan rewrite/json rules/attr rules/kind rules/part;
rules/upgrade: config/layout config/tree rules/kind;
rules/workload: rewrite rewrite/response rules rules/rulestest;
`

// modules are short names for what is imported from other modules.
var modules = map[string]string{
	"github.com/coreos/go-systemd":          "systemd",
	"github.com/expr-lang/expr":             "expr", // only tests have it
	"github.com/fsnotify/fsnotify":          "fsnotify",
	"github.com/prometheus/client_golang":   "prometheus",
	"github.com/santhosh-tekuri/jsonschema": "jsonschema",
	"github.com/spf13/cobra":                "cobra",
	"github.com/tidwall/gjson":              "gjson",
	"github.com/tidwall/sjson":              "sjson",
	"github.com/valyala/fasthttp":           "fasthttp",
	"go.etcd.io/bbolt":                      "bbolt",
	"go.yaml.in/yaml":                       "yaml",
	"golang.org/x/net":                      "net",
	"golang.org/x/oauth2":                   "oauth2",
	"golang.org/x/time":                     "time",
	"github.com/sony/gobreaker/v2":          "gobreaker",
	"golang.org/x/text":                     "text",
	"golang.org/x/tools/txtar":              "txtar",
}

func TestImportGraph(t *testing.T) {
	got, want := listImports(t), parseGraph(graph)
	for _, pkg := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[pkg]; !ok {
			t.Errorf("package %s is not in the graph", pkg)
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(want)) {
		if !slices.Equal(got[pkg], want[pkg]) {
			t.Errorf("package %s imports %q, and the graph has %q", pkg, got[pkg], want[pkg])
		}
	}
}

// parseGraph returns the sorted imports of each package.
func parseGraph(text string) map[string][]string {
	g := map[string][]string{}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		g[pkg] = slices.Sorted(slices.Values(strings.Fields(strings.ReplaceAll(imports, ";", " "))))
	}
	return g
}

// listImports returns the sorted imports of each package of this module, those
// of the standard library left out.
func listImports(t *testing.T) map[string][]string {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	g := map[string][]string{}
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var pkg struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&pkg); errors.Is(err, io.EOF) {
			return g
		} else if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, path := range pkg.Imports {
			if name := shortName(path); name != "" {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		g[strings.TrimPrefix(pkg.ImportPath, "scimshim/")] = slices.Compact(names)
	}
}

// shortName returns the name of an import in the graph; empty for the standard
// library.
func shortName(path string) string {
	if own, ok := strings.CutPrefix(path, "scimshim/"); ok {
		return own
	}
	for prefix, name := range modules {
		if path == prefix || strings.HasPrefix(path, prefix+"/") {
			return name
		}
	}
	if host, _, _ := strings.Cut(path, "/"); strings.Contains(host, ".") {
		return path
	}
	return ""
}
