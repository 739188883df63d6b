package deploy

import (
	"encoding/json"
	"strings"
	"testing"

	"scimshim/proxy/metric"
)

// dashboard returns the dashboard.
func dashboard(t *testing.T) object {
	t.Helper()
	var o object
	if err := json.Unmarshal([]byte(text(t, "grafana/dashboard.json")), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// A named is a query, and where on the dashboard it stands.
type named struct{ name, query string }

// queries returns all the queries of a dashboard.
func queries(d object) []named {
	var list []named
	for _, p := range d.list("panels") {
		for _, q := range p.list("targets") {
			list = append(list, named{p.text("title"), q.text("expr")})
		}
	}
	for _, v := range d.list("templating.list") {
		if query := v.text("definition"); query != "" {
			list = append(list, named{"variable " + v.text("name"), query})
		}
	}
	for _, a := range d.list("annotations.list") {
		list = append(list, named{"annotation " + a.text("name"), a.text("expr")})
	}
	return list
}

func TestDashboardAsksForWhatThereIs(t *testing.T) {
	shown := map[string]bool{}
	for _, q := range queries(dashboard(t)) {
		found := series.FindAllStringSubmatch(q.query, -1)
		if len(found) == 0 {
			t.Errorf("%s asks for no metric of ours", q.name)
		}
		for _, m := range found {
			if d, _, ok := describedBy(m[1]); ok {
				shown[d.Name] = true
			}
		}
		for _, fault := range queryFaults(q.query) {
			t.Errorf("%s: %s", q.name, fault)
		}
	}
	for _, d := range metric.Docs() {
		if !shown[d.Name] {
			t.Errorf("the dashboard does not show %s", d.Name)
		}
	}
}

func TestDashboardQueriesParse(t *testing.T) {
	values := strings.NewReplacer("$__rate_interval", "5m", "$__range", "6h",
		"$job", ".*", "$instance", ".*", "$route", ".*")
	var plain []string
	for _, q := range queries(dashboard(t)) {
		query := values.Replace(q.query)
		if strings.Contains(query, "$") {
			t.Errorf("%s: unknown variable in %s", q.name, query)
		}
		if !strings.HasPrefix(query, "label_values(") {
			plain = append(plain, query)
		}
	}
	checkQueries(t, plain)
}

// Grafana asks the data source that the reader chooses, and places no panel on another.
func TestDashboardPanels(t *testing.T) {
	d := dashboard(t)
	const source = "${datasource}"
	if v := d.list("templating.list")[0]; v.text("name") != "datasource" || v.text("query") != "prometheus" {
		t.Error("the first variable is not the data source")
	}
	ids, cells := map[any]bool{}, map[[2]int]string{}
	for _, p := range d.list("panels") {
		title := p.text("title")
		if ids[p["id"]] {
			t.Errorf("%s: id %v is taken", title, p["id"])
		}
		ids[p["id"]] = true
		occupy(t, cells, p)
		if p.text("type") == "row" {
			continue
		}
		if p.text("description") == "" || p.text("datasource.uid") != source {
			t.Errorf("%s: has no description, or a data source of its own", title)
		}
		for _, q := range p.list("targets") {
			q.expect(t, "datasource.uid", source)
		}
	}
}

// occupy marks the cells of a panel as taken.
func occupy(t *testing.T, cells map[[2]int]string, p object) {
	t.Helper()
	number := func(key string) int {
		f, _ := p.get("gridPos." + key).(float64)
		return int(f)
	}
	x, y, w, h := number("x"), number("y"), number("w"), number("h")
	if w <= 0 || h <= 0 || x+w > 24 {
		t.Errorf("%s is %d wide, %d high at %d", p.text("title"), w, h, x)
	}
	for i := range w * h {
		cell := [2]int{x + i%w, y + i/w}
		if other, ok := cells[cell]; ok {
			t.Fatalf("%s lies on %s", p.text("title"), other)
		}
		cells[cell] = p.text("title")
	}
}
