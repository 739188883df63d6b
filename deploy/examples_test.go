package deploy

import (
	"path/filepath"
	"testing"

	"scimshim/config"
	"scimshim/rules"
)

// sound loads a configuration and its packs, and returns it if there are
// neither faults nor doubts. Rule files come from files, by base name.
func sound(t *testing.T, file, data string, env, files map[string]string) *config.Config {
	t.Helper()
	c, err := config.Load(file, []byte(data), func(name string) (string, bool) {
		value, ok := env[name]
		return value, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range c.Routes {
		if _, err := rules.Compile(sources(t, r.Rules, files)...); err != nil {
			t.Errorf("%s: route %s: %v", file, r.Name, err)
		}
	}
	return c
}

// sources returns what the rules of a route stand for.
func sources(t *testing.T, list []config.RuleSource, files map[string]string) (all []rules.Source) {
	t.Helper()
	for _, s := range list {
		all = append(all, source(t, s, files))
	}
	return all
}

// source returns what a rule source of a configuration stands for.
func source(t *testing.T, s config.RuleSource, files map[string]string) rules.Source {
	t.Helper()
	var from rules.Source
	if s.IsFile {
		data, ok := files[filepath.Base(s.Name)]
		if !ok {
			t.Fatalf("%s: there is no file %s", s.Pos, s.Name)
		}
		from = rules.Source{File: s.Name, Data: []byte(data)}
	} else if pack, ok := rules.Pack(s.Name); ok {
		from = pack
	} else {
		t.Fatalf("%s: there is no pack %s", s.Pos, s.Name)
	}
	for _, p := range s.With {
		from.Given = append(from.Given, rules.Given{Name: p.Name, Value: p.Value, Place: p.Pos.String()})
	}
	return from
}

func TestExamples(t *testing.T) {
	for _, file := range shippedExamples(t) {
		if c := sound(t, file, text(t, file), nil, nil); len(c.Doubts) > 0 {
			t.Errorf("doubts:\n%v", c.Doubts)
		}
	}
}
