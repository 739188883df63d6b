package config_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"scimshim/config"
)

// paced returns a configuration whose target is asked as pace says.
func paced(pace string) string {
	return "routes:\n  - name: a\n    target: {url: \"https://example.com/scim/\", auth: pass, pace: " + pace + "}\n" +
		"    clients: {none: true}\n    rules: [entra]\n"
}

func TestLoadPace(t *testing.T) {
	for _, of := range []struct {
		pace string
		want config.Pace
	}{
		{"{at_once: 4}", config.Pace{AtOnce: 4, Patience: config.DefaultPatience}},
		{"{patience: 0s}", config.Pace{}},
		{"{breaker: {failures: 5, open: 30s}}", config.Pace{Patience: config.DefaultPatience, Failures: 5, Open: 30 * time.Second}},
		{"{rates: [{requests: 10, per: 1s, burst: 20, methods: [POST]}, {bytes: 1000, per: 1m, resources: [Groups]}]}",
			config.Pace{Patience: config.DefaultPatience, Rates: []config.Rate{
				{Requests: 10, Per: time.Second, Burst: 20, Methods: []string{"POST"}},
				{Bytes: 1000, Per: time.Minute, Resources: []string{"Groups"}},
			}}},
	} {
		got := load(t, paced(of.pace)).Routes[0].Target.Pace
		if got == nil || !reflect.DeepEqual(*got, of.want) {
			t.Errorf("%s: %+v", of.pace, got)
		}
	}
	if p := load(t, paced("null")).Routes[0].Target.Pace; p != nil {
		t.Errorf("of nothing: %+v", p)
	}
}

func TestLoadPaceFaults(t *testing.T) {
	for pace, want := range map[string]string{
		"{}":                                "expected one of: rates, at_once, patience, breaker",
		"{rates: [{per: 1s}]}":              "expected exactly one of: requests, bytes",
		"{rates: [{requests: 1}]}":          `missing "per"`,
		"{rates: [{requests: 0, per: 1s}]}": "expected a whole number from 1",
		"{rates: [{requests: 1, bytes: 1, per: 1s}]}":         "expected exactly one of: requests, bytes",
		"{rates: [{requests: 1, per: 1s, methods: [FETCH]}]}": "unknown word",
		"{breaker: {failures: 1}}":                            `missing "open"`,
		"{patience: 2h}":                                      "expected a duration from",
		"{at_once: 4, rate: 1}":                               "rate",
	} {
		if _, err := config.Load("conf/c.yaml", []byte(paced(pace)), env); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", pace, err)
		}
	}
}
