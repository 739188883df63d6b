package config_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"scimshim/config"
	"scimshim/config/tree"
)

// flag is the place of a flag.
func flag(name string) tree.Position { return tree.Position{File: name} }

func TestForTarget(t *testing.T) {
	f := func(o config.ServeFlags, change func(c *config.Config, r *config.Route)) {
		t.Helper()
		got, err := config.ForTarget(o)
		if err != nil {
			t.Error(err)
			return
		}
		want := &config.Config{
			State:  config.State{Entries: config.DefaultStateEntries, Bytes: config.DefaultStateBytes},
			Listen: "127.0.0.1:8080", Admin: "127.0.0.1:9464", Drain: 35 * time.Second, LogRequests: config.LogAll,
			Routes: []config.Route{{
				Name: "default", Path: "/scim/v2", NoClientAuth: true,
				Target: config.Target{
					URL: "https://example.com/scim", Auth: config.Auth{Kind: config.Pass},
					Timeout: 30 * time.Second, MaxConnections: 64, Reuse: config.ReuseAuto,
					Egress: usualEgress(tree.Position{File: "--target"}),
				},
				Rules: []config.RuleSource{{Name: "entra", Pos: tree.Position{File: "--rules"}}},
				Pos:   tree.Position{File: "--target"},
			}},
			ListenPos: flag("--listen"), AdminPos: flag("--admin"),
			Doubts: got.Doubts, // see TestForTargetDoubts
		}
		change(want, &want.Routes[0])
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	o := config.ServeFlags{Target: "https://example.com/scim/", Rules: []string{"entra"}}
	f(o, func(*config.Config, *config.Route) {})

	o.Listen, o.Admin, o.Path, o.NoClientAuth = ":0", "[::1]:0", "/scim", true
	f(o, func(c *config.Config, r *config.Route) { c.Listen, c.Admin, r.Path = ":0", "[::1]:0", "/scim" })

	o = config.ServeFlags{
		Target: "https://example.com/scim", Listen: ":8443",
		ClientBearerFile: "client", TargetBearerFile: "target",
		Rules: []string{"entra", "../my.rules.yaml"},
		Set:   []string{"entra.a=b.c=d", "my.rules.x=", "entra.e=f"},
	}
	f(o, func(c *config.Config, r *config.Route) {
		c.Listen, r.NoClientAuth = ":8443", false
		r.Clients = []config.Client{{Name: "default", Bearer: config.Secret{File: "client", Pos: flag("--client-bearer-file")}}}
		r.Target.Auth = config.Auth{Kind: config.Bearer, Secret: config.Secret{File: "target", Pos: flag("--target-bearer-file")}}
		set, rules := tree.Position{File: "--set"}, tree.Position{File: "--rules"}
		r.Rules[0].With = []config.Param{{Name: "a", Value: "b.c=d", Pos: set}, {Name: "e", Value: "f", Pos: set}}
		r.Rules = append(r.Rules, config.RuleSource{
			Name: "../my.rules.yaml", IsFile: true, Pos: rules, With: []config.Param{{Name: "x", Pos: set}},
		})
	})
}

// said returns faults or doubts, one a line: the flag, and what is said of it.
func said(list tree.Errors) string {
	var lines []string
	for _, e := range list {
		lines = append(lines, e.Pos.File+": "+e.Msg)
	}
	return strings.Join(lines, "\n")
}

func TestForTargetFaults(t *testing.T) {
	f := func(o config.ServeFlags, want ...string) {
		t.Helper()
		_, err := config.ForTarget(o)
		var faults tree.Errors
		errors.As(err, &faults)
		if got := said(faults); got != strings.Join(want, "\n") {
			t.Errorf("got:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
		}
	}
	f(config.ServeFlags{}, "--target: "+urlForm,
		"--rules: missing; expected packs and rule files, such as entra,servicenow,./local.yaml")
	o := config.ServeFlags{Target: "https://example.com", Rules: []string{"entra", "./a.yaml"}}
	with := func(change func(o *config.ServeFlags)) config.ServeFlags {
		changed := o
		change(&changed)
		return changed
	}
	f(o)
	f(with(func(o *config.ServeFlags) { o.Listen, o.Admin, o.Path = "8080", "x", "scim" }),
		"--listen: "+addressForm, "--admin: "+addressForm, "--path: "+pathForm)
	f(with(func(o *config.ServeFlags) { o.Listen = "127.0.0.1:9464" }),
		"--admin: listen and admin have the same address; give each its own")
	f(with(func(o *config.ServeFlags) { o.Listen = "0.0.0.0:80" }),
		"--listen: other hosts can reach this address; give --client-bearer-file, or --no-client-auth if "+
			"something in front of the proxy authenticates clients")
	f(with(func(o *config.ServeFlags) { o.ClientBearerFile, o.NoClientAuth = "f", true }),
		"--no-client-auth: cannot be combined with --client-bearer-file")
	f(with(func(o *config.ServeFlags) { o.Rules = []string{"Entra", "a", "x/a.yaml"} }),
		"--rules: "+sourceForm, "--rules: two packs or files are named a")
	form := "--set: expected PACK.PARAM=VALUE, such as servicenow.unknown_attributes=refuse"
	other := "--set: the name before the dot is not a pack or file of --rules; for a file, give its name without " +
		"folder and .yaml"
	f(with(func(o *config.ServeFlags) {
		o.Set = []string{"", "entra.x", "x=a.b", "a.x=y", "./a.yaml.x=y", "okta.x=y"}
	}), form, form, form, other, other)
}

func TestForTargetDoubts(t *testing.T) {
	c, err := config.ForTarget(config.ServeFlags{
		Target: "http://example.com", Rules: []string{"entra"}, Admin: ":9464", ClientBearerFile: "f",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "--target: " + clearText + "\n--admin: " + openAdmin + "\n--client-bearer-file: " + passesToken
	if got := said(c.Doubts); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestFilesWithoutFile(t *testing.T) {
	c, err := config.ForTarget(config.ServeFlags{
		Target: "https://example.com", Rules: []string{"entra", "./b.yaml", "./a.yml"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := config.Files(c), []string{"./b.yaml", "./a.yml"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A whole Config can be printed without its secrets.
func TestSecretIsNotPrinted(t *testing.T) {
	c := config.Config{Routes: []config.Route{{
		Clients: []config.Client{{Bearer: config.Secret{Text: "hush"}}},
		Target:  config.Target{Auth: config.Auth{Secret: config.Secret{Text: "hush"}}},
	}}}
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	shown := []string{string(text)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		shown = append(shown, fmt.Sprintf(verb, c))
	}
	for _, got := range shown {
		if strings.Contains(got, "hush") || strings.Contains(got, "68757368") {
			t.Errorf("got %s", got)
		}
	}
	if got, want := fmt.Sprint(config.Secret{File: "f"}), "file f"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
