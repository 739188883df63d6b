package config

import (
	"errors"
	"path/filepath"
	"strings"

	"scimshim/config/tree"
)

// ServeFlags are the flags that stand for a configuration of one route. What is
// empty has its default, but Target and Rules must be there.
type ServeFlags struct {
	Target    string   // --target
	Rules     []string // --rules: packs and files
	Listen    string   // --listen
	Admin     string   // --admin
	Path      string   // --path
	PublicURL string   // --public-url; may be empty
	Set       []string // --set: PACK.PARAM=VALUE

	ClientBearerFile string // --client-bearer-file; empty means that clients need no credential
	TargetBearerFile string // --target-bearer-file; empty means that the client's credential is passed on
	NoClientAuth     bool   // --no-client-auth: other hosts may do without a credential too
}

// flagRoute is the name of the route that flags make, and of its client.
const flagRoute, flagClient = "default", "default"

// ForTarget returns the Config of one route that flags ask for. Paths in it are
// those of the flags. The error is tree.Errors: all faults, in no order that
// means anything, each with its flag in place of a file and without a line.
func ForTarget(o ServeFlags) (*Config, error) {
	b := &flagReader{}
	c := &Config{
		Listen:      b.valid("--listen", o.Listen, DefaultListen, checkAddress),
		Admin:       b.valid("--admin", o.Admin, DefaultAdmin, checkAddress),
		LogRequests: LogAll,
		State:       State{Entries: DefaultStateEntries, Bytes: DefaultStateBytes},
		Drain:       DefaultTimeout + DrainMargin,
		Routes: []Route{{
			Name:      flagRoute,
			Path:      b.valid("--path", o.Path, DefaultPath, checkPath),
			PublicURL: b.publicURL(o.PublicURL),
			Target:    b.target(o),
			Rules:     b.rules(o.Rules, o.Set),
			Pos:       tree.Position{File: "--target"},
		}},
	}
	c.ListenPos, c.AdminPos = tree.Position{File: "--listen"}, tree.Position{File: "--admin"}
	b.listeners(c)
	b.client(o, c)
	if err := b.faults.Err(); err != nil {
		return nil, err
	}
	c.Doubts = b.doubts
	return c, nil
}

// A flagReader collects what is wrong with flags.
type flagReader struct{ faults, doubts tree.Errors }

func (b *flagReader) fault(flag, msg string) {
	b.faults = append(b.faults, tree.Error{Pos: tree.Position{File: flag}, Msg: msg})
}

func (b *flagReader) doubt(flag, msg string) {
	b.doubts = append(b.doubts, tree.Error{Pos: tree.Position{File: flag}, Msg: msg})
}

// valid returns a flag's value, its default if it is empty, or "" after noting
// what check says against it.
func (b *flagReader) valid(flag, s, byDefault string, check func(string) error) string {
	if s == "" && byDefault != "" {
		return byDefault
	}
	if err := check(s); err != nil {
		b.fault(flag, err.Error())
		return ""
	}
	return s
}

func (b *flagReader) publicURL(s string) string {
	if s == "" {
		return ""
	}
	return baseURL(b.valid("--public-url", s, "", checkURL))
}

func (b *flagReader) listeners(c *Config) {
	if sameAddress(c.Listen, c.Admin) {
		b.fault("--admin", sameListener)
	}
	if isEveryAddress(c.Admin) {
		b.doubt("--admin", openAdmin)
	}
	if c.Listen != "" && !isLocalAddress(c.Listen) {
		b.doubt("--listen", openListen)
	}
}

func (b *flagReader) target(o ServeFlags) Target {
	t := Target{
		URL:            baseURL(b.valid("--target", o.Target, "", checkURL)),
		Auth:           Auth{Kind: Pass},
		Timeout:        DefaultTimeout,
		MaxConnections: DefaultMaxConnections,
		Reuse:          ReuseAuto,
		Egress:         Egress{Proxy: Secret{Text: ProxyEnv, Pos: tree.Position{File: "--target"}}},
	}
	if o.TargetBearerFile != "" {
		at := tree.Position{File: "--target-bearer-file"}
		t.Auth = Auth{Kind: Bearer, Secret: Secret{File: o.TargetBearerFile, Pos: at}}
	}
	if inClear(t.URL) {
		b.doubt("--target", clearText)
	}
	return t
}

// client says who may use the route.
func (b *flagReader) client(o ServeFlags, c *Config) {
	r := &c.Routes[0]
	if o.ClientBearerFile == "" {
		r.NoClientAuth = true
		if !o.NoClientAuth && c.Listen != "" && !isLocalAddress(c.Listen) {
			b.fault("--listen", "other hosts can reach this address; give --client-bearer-file, or "+
				"--no-client-auth if something in front of the proxy authenticates clients")
		}
		return
	}
	at := tree.Position{File: "--client-bearer-file"}
	r.Clients = []Client{{Name: flagClient, Bearer: Secret{File: o.ClientBearerFile, Pos: at}}}
	if o.NoClientAuth {
		b.fault("--no-client-auth", "cannot be combined with --client-bearer-file")
	}
	if r.Target.Auth.Kind == Pass {
		b.doubt("--client-bearer-file", passesToken)
	}
}

func (b *flagReader) rules(names, set []string) []RuleSource {
	var sources []RuleSource
	for _, name := range names {
		if b.valid("--rules", name, "", checkSource) == "" {
			continue
		}
		s := RuleSource{Name: name, IsFile: isFile(name), Pos: tree.Position{File: "--rules"}}
		if find(sources, s.called()) != nil {
			b.fault("--rules", "two packs or files are named "+s.called())
			continue
		}
		sources = append(sources, s)
	}
	if len(names) == 0 {
		b.fault("--rules", "missing; expected packs and rule files, such as entra,servicenow,./local.yaml")
	}
	for _, s := range set {
		if err := give(sources, s); err != nil {
			b.fault("--set", err.Error())
		}
	}
	return sources
}

// give gives the value of a flag --set PACK.PARAM=VALUE to the source it names.
func give(sources []RuleSource, set string) error {
	left, value, ok := strings.Cut(set, "=")
	dot := strings.LastIndexByte(left, '.')
	if !ok || dot < 0 {
		return errors.New("expected PACK.PARAM=VALUE, such as servicenow.unknown_attributes=refuse")
	}
	s := find(sources, left[:dot])
	if s == nil {
		return errors.New("the name before the dot is not a pack or file of --rules; for a file, give its name " +
			"without folder and .yaml")
	}
	s.With = append(s.With, Param{left[dot+1:], value, tree.Position{File: "--set"}})
	return nil
}

func find(sources []RuleSource, name string) *RuleSource {
	for i := range sources {
		if sources[i].called() == name {
			return &sources[i]
		}
	}
	return nil
}

// called returns the name by which --set knows a source.
func (s RuleSource) called() string {
	if !s.IsFile {
		return s.Name
	}
	base := filepath.Base(s.Name)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
