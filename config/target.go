package config

import "scimshim/config/tree"

// target reads a target and what it is shown.
func (r *reader) target(n *tree.Node) Target {
	t := Target{
		URL:            baseURL(r.service(n.Need("url"))),
		Auth:           r.auth(n.Need("auth")),
		Timeout:        DefaultTimeout,
		MaxConnections: DefaultMaxConnections,
		Reuse:          ReuseAuto,
		Egress:         r.egress(n),
	}
	if timeout := n.Key("timeout"); timeout != nil {
		t.Timeout = durationIn(timeout, minTimeout, maxTimeout)
	}
	if limit := n.Key("max_connections"); limit != nil {
		t.MaxConnections = limit.IntIn(1, maxConnections)
	}
	if reuse := n.Key("reuse"); reuse != nil {
		t.Reuse = reuseOf(reuse)
	}
	t.Pace = r.pace(n.Key("pace"))
	n.Rest()
	return t
}

// reuseOf reads whether connections are used again. What was a boolean once still is.
func reuseOf(n *tree.Node) Reuse {
	switch word := n.OneOf(string(ReuseAuto), string(ReuseAlways), string(ReuseNever), "true", "false"); word {
	case "true":
		return ReuseAlways
	case "false":
		return ReuseNever
	default:
		return Reuse(word)
	}
}

// service reads the URL of a service that is shown a secret.
func (r *reader) service(n *tree.Node) string {
	s := valid(n, checkURL)
	if inClear(s) {
		r.doubt(n, "%s", clearText)
	}
	return s
}

const clearText = "over http the credential and all data are sent in plain text; use https"

// auth reads one of: pass, {pass: true}, {bearer_file: f}, {basic: ...} and
// {client_credentials: ...}.
func (r *reader) auth(n *tree.Node) Auth {
	if n.IsScalar() {
		if n.String() != string(Pass) {
			n.Errorf("expected pass, or a mapping with one of: bearer_file, basic, client_credentials")
		}
		return Auth{Kind: Pass}
	}
	a := Auth{}
	switch key := oneKey(n, "pass", "bearer_file", "bearer", "basic", "client_credentials"); key {
	case "pass":
		a.Kind = Pass
		mustBeTrue(n.Key(key), "choose another credential")
	case "bearer_file", "bearer":
		a.Kind, a.Secret = Bearer, r.secret(n, "bearer")
	case "basic":
		a = r.basic(n.Key(key))
	case "client_credentials":
		a = r.clientCredentials(n.Key(key))
	}
	n.Rest()
	return a
}

func (r *reader) basic(n *tree.Node) Auth {
	a := Auth{Kind: Basic, User: n.Need("user").NonEmpty(), Secret: r.secret(n, "password")}
	n.Rest()
	return a
}

func (r *reader) clientCredentials(n *tree.Node) Auth {
	a := Auth{
		Kind:     ClientCredentials,
		TokenURL: r.service(n.Need("token_url")),
		ClientID: n.Need("client_id").NonEmpty(),
		Secret:   r.secret(n, "client_secret"),
		Scopes:   n.Key("scopes").Strings(),
	}
	n.Rest()
	return a
}

// secret reads a secret of the mapping n: the key name_file has the path of its
// file, or the key name its text.
func (r *reader) secret(n *tree.Node, name string) Secret {
	text := n.Key(name)
	if text == nil {
		file := n.Need(name + "_file")
		return Secret{File: r.path(file), Pos: file.Pos()}
	}
	if n.Has(name + "_file") {
		text.Errorf("expected exactly one of: %s_file, %s", name, name)
	}
	if !text.Expanded() {
		r.doubt(text, "a secret in plain text; put it in a file and give its name as %s_file, or put it in the "+
			"environment: ${NAME}", name)
	}
	return Secret{Text: text.NonEmpty(), Pos: text.Pos()}
}
