package config

import (
	"errors"
	"net"

	"scimshim/config/tree"
)

// admin reads where metrics and health are, and who is answered there: an address, or a
// mapping that has it under listen.
func (r *reader) admin(n *tree.Node, c *Config) {
	if !n.IsMap() {
		c.Admin = valid(n, checkAddress)
		return
	}
	if at := n.Key("listen"); at != nil {
		c.Admin, c.AdminPos = valid(at, checkAddress), at.Pos()
	}
	if n.Has("bearer") || n.Has("bearer_file") {
		c.Access.Bearer = r.secret(n, "bearer")
	}
	if files := n.Key("tls"); files != nil {
		c.Access.TLS = r.tls(files)
	}
	hosts := n.Key("hosts")
	for _, item := range hosts.All() {
		c.Access.Hosts = append(c.Access.Hosts, valid(item, checkHost))
	}
	n.Rest()
}

// checkHost judges a name by which the admin address is asked for.
func checkHost(s string) error {
	if _, _, err := net.SplitHostPort(s); err == nil || !isHost(s) {
		return errors.New("expected a host name without port, such as scimshim.internal")
	}
	return nil
}

// adminKeys are those of the admin address.
func adminKeys() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("admin", "host:port or mapping", code(DefaultAdmin),
			"the address of metrics, health checks and `/-/reload`; let only probes and Prometheus reach it"),
		tree.Doc("admin.listen", "host:port", code(DefaultAdmin), "the address, if other keys are needed too"),
		tree.Doc("admin.bearer_file", "path", "no token is needed",
			"the file with the token that metrics and reload require, as `Authorization: Bearer`; `/healthz` and "+
				"`/readyz` require none"),
		tree.Doc("admin.bearer", "string", "", "the token itself; write `${NAME}`"),
		tree.Doc("admin.tls", "mapping", "plain HTTP",
			"the certificate of the address; read again when it changes, like that of `listen`"),
		tree.Doc("admin.tls.cert_file", "path", tree.Required, "the chain in PEM"),
		tree.Doc("admin.tls.key_file", "path", tree.Required, "its key in PEM"),
		tree.Doc("admin.hosts", "list", "none",
			"host names under which it can be reached, such as that of a Kubernetes service; IP addresses, "+
				"`localhost` and the host of `listen` are always accepted. Requests for any other name are "+
				"refused with 421, because a browser may have been tricked into sending them"),
	}
}
