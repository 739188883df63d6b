package config_test

import (
	"reflect"
	"strings"
	"testing"

	"scimshim/config"
	"scimshim/config/tree"
)

// usualEgress is that of a target which says nothing of it.
func usualEgress(pos tree.Position) config.Egress {
	return config.Egress{Proxy: config.Secret{Text: config.ProxyEnv, Pos: pos}}
}

const egressTarget = "routes:\n- {name: a, clients: {none: true}, rules: [], target: {url: 'https://example.com', auth: pass,\n"

func TestLoadEgress(t *testing.T) {
	got := load(t, egressTarget+` proxy: 'http://proxy.example.com:3128',
 ca_file: ca.pem, client_cert_file: c.crt, client_key_file: /run/c.key}}`).Routes[0].Target.Egress
	want := config.Egress{
		Proxy: config.Secret{Text: "http://proxy.example.com:3128", Pos: place(3, 9)},
		CA:    "conf/ca.pem", CAPos: place(4, 11),
		Client: &config.TLS{CertFile: "conf/c.crt", KeyFile: "/run/c.key", CertPos: place(4, 37), KeyPos: place(4, 61)},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	c := load(t, egressTarget+" proxy: 'http://user:s3cret@proxy.example.com'}}")
	if !strings.Contains(c.Doubts.Error(), "3:9: a secret in plain text; put the URL in the environment") {
		t.Errorf("got %v", c.Doubts)
	}
}

func TestLoadFaultsOfEgress(t *testing.T) {
	f := func(keys string, want ...string) {
		t.Helper()
		faulty(t, egressTarget+" "+keys+"}}", want...)
	}
	const scheme = "3:9: expected env, none, or the URL of a proxy that starts with http:// or https://"
	f("proxy: system", scheme)
	f("proxy: 'proxy.example.com:3128'", scheme)
	f("proxy: 'socks5://proxy.example.com'", scheme)
	f("proxy: 'http://'", "3:9: expected a URL with a host name or address, and a port from 1 to 65535 if any")
	f("proxy: 'http://a/b'", "3:9: expected a URL that ends with the host and the port")
	f("ca_file: ''", "3:11: expected a non-empty string")
	f("client_cert_file: a", "3:20: client_key_file, the key of the certificate, is missing")
	f("client_key_file: a", "3:19: client_cert_file, the certificate of the key, is missing")
}
