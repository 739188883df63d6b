package target_test

import (
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"scimshim/proxy/proxytest"
)

// What a port of TLS answers to a request in clear has a name, and the write was not
// carried out.
func TestPlainRequestAtPortOfTLS(t *testing.T) {
	secure := httptest.NewUnstartedServer(http.NotFoundHandler())
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	secure.StartTLS()
	defer secure.Close()
	says := func(text string) string {
		return proxytest.StartTarget(t, func(c net.Conn, _ *proxytest.Seen) bool {
			io.WriteString(c, proxytest.HTTPAnswer(400, text))
			return true
		}).URL()
	}
	const want = "no TLS connection to the target: its port speaks TLS; write https:// in its URL"
	for _, url := range []string{
		strings.Replace(secure.URL, "https:", "http:", 1),
		says("<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head></html>"),
		says("Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />"),
		says("Bad Request\nThis combination of host and port requires TLS.\n"),
	} {
		saysOfWrite(proxytest.Start(t, url), url, 502, want, mayBeDone)
	}
	saysOfWrite(proxytest.Start(t, says("Bad Request")), "another page", 400, "", want)
}
