package target

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/http/httpproxy"
)

// The environment says which forward proxy is for which host, and what cannot be one is
// refused instead of passed by.
func TestProxyOfEnvironment(t *testing.T) {
	f := func(env httpproxy.Config, to, want string) {
		t.Helper()
		u, err := url.Parse(to)
		if err != nil {
			t.Fatal(err)
		}
		proxy, err := proxyOfEnvironment(&env)
		if err != nil {
			if !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s: %v", to, err)
			}
			return
		}
		via, err := proxy(u)
		if got := fmt.Sprint(via); got != want || err != nil {
			t.Errorf("%s goes through %s, %v, want %s", to, got, err, want)
		}
	}
	env := httpproxy.Config{HTTPSProxy: "http://a:3128", HTTPProxy: "b:3128", NoProxy: ".example.com"}
	f(env, "https://scim.example.org/x", "http://a:3128")
	f(env, "http://scim.example.org/x", "http://b:3128")
	f(env, "https://scim.example.com/x", "<nil>")
	f(env, "https://127.0.0.1/x", "<nil>")
	f(httpproxy.Config{HTTPSProxy: "socks5://u:s3cret@a"}, "https://a", "the forward proxy of HTTPS_PROXY: its URL must begin with")
	f(httpproxy.Config{HTTPProxy: "http://u:s3cret@a/x"}, "https://a", "the forward proxy of HTTP_PROXY: its URL must end with")
}
