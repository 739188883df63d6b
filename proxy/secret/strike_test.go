package secret

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"
)

// A secret is found in whatever shape it is written, and what stands beside it is left.
func TestStrike(t *testing.T) {
	const token = "abc/DEF-0123456789+xyz"
	k := NewStriker([]string{token, `p"ss\word<%41>&=12`, "!@#$%^&*()-+[]{}"}, []string{"client-secret-5b1c7"})
	f := func(text, want string) {
		t.Helper()
		if got := k.Strike(text); got != want {
			t.Errorf("%s\nbecame %s\nwant   %s", text, got, want)
		}
	}
	b64 := base64.StdEncoding.EncodeToString
	f("", "")
	f("no such user", "no such user")
	f("no token "+token+" here, "+token, "no token [redacted] here, [redacted]")
	f(strings.ToUpper(token)+"!", "[redacted]!")
	f(`{"detail":"abc\/DEF-0123456789+xyz"}`, `{"detail":"[redacted]"}`)
	f(`{"detail":"\u0061bc\u002fDEF\u002D0123456789+xyz "}`, `{"detail":"[redacted] "}`)
	f("q=abc%2fDEF-0123456789%2Bxyz&r=1", "q=[redacted]&r=1")
	f("q=abc%252fDEF-0123456789%252Bxyz&r=1", "q=[redacted]&r=1")
	f("<b>abc&#47;DEF&#x2d;0123456789&plus;xyz</b>", "<b>[redacted]</b>")
	f("abc/DEF=2D01234=\r\n56789+xyz.", "[redacted].")
	f("abc/DEF-\n  0123456\"\n + \"789+xyz.", "[redacted].")
	f("x: "+hex.EncodeToString([]byte(token))+".", "x: [redacted].")
	f(fmt.Sprintf("% X.", token), "[redacted].")
	f(fmt.Sprintf("%d", []byte(token)), "[[redacted]]")
	f(`"\x61bc\057DEF-0123456789+xyz"`, `"[redacted]"`)
	for before := range 4 {
		pre := strings.Repeat("~", before)
		f("<"+b64([]byte(pre+token+"~~"))+">", "<[redacted]>")
		f("<"+b64([]byte(pre+url.QueryEscape(token)))+">", "<[redacted]>")
		f("<"+b64([]byte(b64([]byte(pre+token))))+">", "<[redacted]>")
	}
	f("token abc/DEF-0123456789… is wrong", "token [redacted]… is wrong")
	f("token abc/DEF-012345… is wrong", "token abc/DEF-012345… is wrong")
	f(`say p\"ss\\word<%41>&=12 here`, `say [redacted] here`)
	f(`say p"ss\word<%41>&=12 here`, `say [redacted] here`)
	f("odd: ! @#$%^&*() -+[]{}.", "odd: [redacted].")
	f("odd: "+url.QueryEscape("!@#$%^&*()-+[]{}")+".", "odd: [redacted].")
	f("Client-Secret-5B1C7", "[redacted]")
	f(strings.Repeat("x ", 40_000)+token, strings.Repeat("x ", 40_000)+"[redacted]")
}

// Answers that are data lose the target's whole credential, and nothing else.
func TestEchoes(t *testing.T) {
	const token = "service-Now-integration-7c1e"
	k := NewStriker([]string{token}, []string{"client-secret-5b1c7"})
	f := func(text, want string) {
		t.Helper()
		for pad := range 9 {
			p := strings.Repeat("-", pad)
			if got := k.Echoes(p + text + p); got != p+want+p {
				t.Errorf("%s\nbecame %s\nwant   %s", text, got, want)
			}
		}
	}
	f(`{"a":"`+token+`"}`, `{"a":"[redacted]"}`)
	f(`{"a":"`+url.PathEscape(strings.ToUpper(token))+`"}`, `{"a":"[redacted]"}`)
	f(`{"a":"`+hex.EncodeToString([]byte(token))+`"}`, `{"a":"[redacted]"}`)
	f(`{"a":"`+base64.StdEncoding.EncodeToString([]byte("a:"+token))+`"}`, `{"a":"[redacted]"}`)
	f(`{"a":"service-Now-integration-7c1f"}`, `{"a":"service-Now-integration-7c1f"}`)
	f(`{"a":"client-secret-5b1c7"}`, `{"a":"client-secret-5b1c7"}`)
	long := strings.Repeat(`{"a":"b"},`, 20_000)
	f(long+token+long+token, long+"[redacted]"+long+"[redacted]")
}

// To find that nothing is to be struck out costs next to nothing.
func BenchmarkStrike(b *testing.B) {
	k := NewStriker([]string{"target-token-9f2e", strings.Repeat("eyJhbGciOiJSUzI1NiIs", 40)}, []string{"client-token-5b1c"})
	detail := `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","detail":"the userName is taken"}`
	user := `{"id":"2819c223","userName":"barbara@example.com","name":{"familyName":"Jensen"},"active":true},`
	list := strings.Repeat(user, 2_800)
	b.Run("error", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			k.Strike(detail)
		}
	})
	b.Run("list", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(list)))
		for b.Loop() {
			k.Echoes(list)
		}
	})
}
