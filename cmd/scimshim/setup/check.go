package setup

import (
	"log/slog"
	"regexp"
	"slices"

	"scimshim/config"
	"scimshim/config/tree"
)

// A Report is what there is to say of a configuration or of rules.
type Report struct {
	Files, Rules int
	Faults       tree.Errors
	Warnings     tree.Errors // what is allowed and may not be meant
	Notes        tree.Errors // what the rules take for granted of the data
}

// Check compiles all that serve would compile. The rules are one file of no chain if alone is
// set. With secrets it also tries what serving needs beside rules.
func Check(c *config.Config, alone, secrets bool) *Report {
	r := &Report{}
	r.compile(c, alone)
	if secrets {
		from := NewSecrets(slog.New(slog.DiscardHandler))
		r.Faults = slices.Concat(r.Faults, Lacks(c, from, true))
	}
	return r
}

// compile compiles the rules of a configuration, or of a file of no chain.
func (r *Report) compile(c *config.Config, alone bool) {
	r.Files = countFiles(c)
	if alone {
		for i := range c.Routes[0].Rules {
			c.Routes[0].Rules[i].Alone = true
		}
		r.Files = 1
	}
	s, err := Compile(c)
	if err != nil {
		r.Faults, r.Warnings = Faults(err), c.Doubts
		return
	}
	r.Warnings, r.Notes = s.Warnings(), s.Notes()
	if c.File != "" { // of the flag --rules, nothing is said of credentials
		r.Faults = s.Unkeepable()
	}
	type step struct { // a file that two routes have counts once
		name string
		at   tree.Position
	}
	steps := make(map[step]bool)
	for _, set := range s.Sets {
		for _, info := range set.Infos {
			at := step{info.Name, info.Pos}
			steps[at] = steps[at] || !alone || !info.Pack
		}
	}
	for _, counts := range steps {
		if counts {
			r.Rules++
		}
	}
}

// countFiles counts the configuration file, if there is one, the packs and the
// rule files.
func countFiles(c *config.Config) int {
	names := map[string]bool{}
	if c.File != "" {
		names[c.File] = true
	}
	for _, route := range c.Routes {
		for _, s := range route.Rules {
			names[s.Name] = true
		}
	}
	return len(names)
}

// configKey begins a line of a configuration, and of no rule file.
var configKey = regexp.MustCompile(`(?m)^(routes|listen|admin|tls|drain)[ \t]*:`)

// IsConfig reports whether a file is a configuration. It is one of rules otherwise.
func IsConfig(data []byte) bool {
	is := configKey.Match(data)
	_ = tree.Read("", data, func(root *tree.Node) { is = root.Has("routes") || !root.Has("rules") && is })
	return is
}
