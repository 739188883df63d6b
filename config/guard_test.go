package config_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"scimshim/config"
)

// bounded returns a configuration whose route has a guard.
func bounded(guard string) string {
	return strings.Replace(paced("null"), "    clients:", "    guard: "+guard+"\n    clients:", 1)
}

func TestLoadGuard(t *testing.T) {
	for guard, want := range map[string]*config.Guard{
		"null":                  nil,
		"{deletes: {count: 5}}": {Window: config.DefaultWindow, Deletes: &config.Bound{Count: 5}},
		"{window: 10m, disables: {count: 5, share: 2.5%}, removals: {count: 9, share: 100%}}": {Window: 10 * time.Minute,
			Disables: &config.Bound{Count: 5, Share: 0.025}, Removals: &config.Bound{Count: 9, Share: 1}},
	} {
		if got := load(t, bounded(guard)).Routes[0].Guard; !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", guard, got)
		}
	}
}

func TestLoadGuardFaults(t *testing.T) {
	for guard, want := range map[string]string{
		"{}":                                 "expected one of: deletes, disables, removals",
		"{window: 1h}":                       "expected one of: deletes, disables, removals",
		"{window: 1s, deletes: {count: 1}}":  "expected a duration from 1m",
		"{deletes: {share: 5%}}":             `missing "count"`,
		"{deletes: {count: 0}}":              "expected a whole number from 1",
		"{deletes: {count: 1, share: 5}}":    "such as 5%",
		"{deletes: {count: 1, share: 0%}}":   "such as 5%",
		"{deletes: {count: 1, share: 101%}}": "such as 5%",
		"{deletes: {count: 1, share: NaN%}}": "such as 5%",
		"{deletes: {count: 1, per: 1h}}":     "per",
		"{deletes: {count: 1}, creates: {}}": "creates",
		"{deletes: 5}":                       "expected",
	} {
		if _, err := config.Load("conf/c.yaml", []byte(bounded(guard)), env); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", guard, err)
		}
	}
}
