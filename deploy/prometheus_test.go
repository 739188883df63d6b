package deploy

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// promtool runs promtool in the folder of the alerts.
func promtool(t *testing.T, args ...string) {
	t.Helper()
	tool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not installed (Debian package prometheus)")
	}
	c := exec.Command(tool, args...)
	c.Dir = "prometheus"
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("promtool %q: %v\n%s", args, err, out)
	}
}

// alerts returns the rules of alerts.yaml.
func alerts(t *testing.T) []object {
	t.Helper()
	var list []object
	for _, group := range documents(t, "prometheus/alerts.yaml")[0].list("groups") {
		list = append(list, group.list("rules")...)
	}
	return list
}

func TestAlertsWithPromtool(t *testing.T) {
	promtool(t, "check", "rules", "alerts.yaml")
}

func TestAlertsAskForWhatThereIs(t *testing.T) {
	for _, a := range alerts(t) {
		if len(series.FindString(a.text("expr"))) == 0 {
			t.Errorf("%s asks for no metric of ours", a.text("alert"))
		}
		for _, fault := range queryFaults(a.text("expr")) {
			t.Errorf("%s: %s", a.text("alert"), fault)
		}
		severity := a.text("labels.severity")
		if severity != "critical" && severity != "warning" {
			t.Errorf("%s has the severity %q", a.text("alert"), severity)
		}
		if a.text("annotations.summary") == "" || a.text("annotations.description") == "" {
			t.Errorf("%s does not say what to do", a.text("alert"))
		}
	}
}

// What an alert says, it says by labels that its expression keeps.
func TestAlertsHaveTheirLabels(t *testing.T) {
	for _, a := range alerts(t) {
		kept := map[string]bool{"job": true, "instance": !strings.HasPrefix(a.text("expr"), "sum by")}
		for _, m := range grouping.FindAllStringSubmatch(a.text("expr"), -1) {
			for label := range strings.SplitSeq(m[1], ",") {
				kept[strings.TrimSpace(label)] = true
			}
		}
		for _, m := range labelOf.FindAllStringSubmatch(a.text("annotations.summary")+a.text("annotations.description"), -1) {
			if !kept[m[1]] {
				t.Errorf("%s speaks of the label %s, which is not there", a.text("alert"), m[1])
			}
		}
	}
}

// labelOf is a label in the text of an alert.
var labelOf = regexp.MustCompile(`\$labels\.([a-z_]+)`)

// checkQueries has promtool parse queries.
func checkQueries(t *testing.T, queries []string) {
	t.Helper()
	slices.Sort(queries)
	var rules []object
	for _, q := range slices.Compact(queries) {
		rules = append(rules, object{"record": fmt.Sprintf("query:%d", len(rules)), "expr": q})
	}
	file := filepath.Join(t.TempDir(), "queries.yaml")
	data, err := json.Marshal(object{"groups": []object{{"name": "queries", "rules": rules}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	promtool(t, "check", "rules", file)
}
