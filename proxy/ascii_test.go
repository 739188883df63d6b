package proxy

import "testing"

// Tokens of fields are ASCII: neither the Kelvin sign is a k nor the long s an s.
func TestTokensAreASCII(t *testing.T) {
	f := func(fields string, ok, closes bool) {
		t.Helper()
		h, r := readHeader([]byte(fields + "\r\n\r\n"))
		if (r == nil) != ok || h.close != closes {
			t.Errorf("%q: %v, closes %t", fields, r, h.close)
		}
	}
	f("Transfer-Encoding: CHUNKED", true, false)
	f("Transfer-Encoding: chun\u212aed", false, false)
	f("Connection: x, Close", true, true)
	f("Connection: clo\u017fe", true, false)
}
