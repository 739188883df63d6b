package fault

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/valyala/fasthttp"
	"golang.org/x/oauth2"
)

// canaryText stands in an error for what somebody sent.
const canaryText = "canary@example.com"

// everyError returns an error of each kind that the packages below the proxy make,
// as they wrap it.
func everyError(t *testing.T) map[string]error {
	all := map[string]error{}
	add := func(err error) { all[fmt.Sprintf("%T %v", err, err)] = err }
	for number := 1; number < 134; number++ {
		no := syscall.Errno(number)
		if strings.HasPrefix(no.Error(), "errno ") {
			continue // a gap in the table
		}
		add(&net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", no)})
		add(&fs.PathError{Op: "open", Path: canaryText, Err: no})
	}
	for _, err := range []error{
		&net.DNSError{Err: "no such host", Name: canaryText, IsNotFound: true},
		&net.DNSError{Err: "i/o timeout", Name: canaryText, IsTimeout: true},
		&net.DNSError{Err: "server misbehaving", Name: canaryText, IsTemporary: true},
		&net.AddrError{Err: canaryText, Addr: canaryText}, &net.ParseError{Type: "x", Text: canaryText},
		net.UnknownNetworkError(canaryText), net.InvalidAddrError(canaryText), net.ErrClosed,
		&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, context.DeadlineExceeded, context.Canceled,
		io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, io.ErrNoProgress, io.ErrShortWrite,
		x509.UnknownAuthorityError{}, x509.HostnameError{Host: canaryText, Certificate: new(x509.Certificate)},
		x509.SystemRootsError{Err: errors.New(canaryText)}, x509.InsecureAlgorithmError(1), x509.ConstraintViolationError{},
		x509.UnhandledCriticalExtension{}, &tls.CertificateVerificationError{Err: errors.New(canaryText)},
		tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"},
		tls.RecordHeaderError{Msg: "unsupported SSLv2 handshake received"},
		tls.RecordHeaderError{Msg: "oversized record received with length 9"},
		tls.RecordHeaderError{Msg: "received record with version 1 when expecting version 2"},
		&oauth2.RetrieveError{ErrorCode: canaryText, ErrorDescription: canaryText},
		&oauth2.RetrieveError{Response: &http.Response{StatusCode: 500}, Body: []byte(canaryText)},
		&ClientCertError{Err: errors.New(canaryText)}, &PlainPortError{Err: errors.New(canaryText)}, ErrPoolFull,
		fs.ErrNotExist, fs.ErrPermission, fs.ErrExist, fs.ErrClosed, fs.ErrInvalid,
		&fasthttp.ErrSmallBuffer{}, &fasthttp.ErrBrokenChunk{}, Error("the secret is empty"),
	} {
		add(err)
		add(&url.Error{Op: "Post", URL: "https://" + canaryText, Err: err})
	}
	for reason := range x509.NoValidChains + 1 {
		add(&tls.CertificateVerificationError{Err: x509.CertificateInvalidError{Reason: reason, Detail: canaryText}})
	}
	for code := range 256 {
		add(&net.OpError{Op: "remote error", Err: tls.AlertError(code)})
	}
	for code := range grantErrors {
		add(&oauth2.RetrieveError{ErrorCode: code, Response: &http.Response{StatusCode: 401}})
	}
	for _, err := range httpErrors {
		add(fmt.Errorf("error when reading from %s: %w", canaryText, err))
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range texts(t, filepath.Join(strings.TrimSpace(string(root)), "src/crypto/tls"), "tls: ") {
		add(&HandshakeError{Err: errors.New(text)})
	}
	return all
}

// httpErrors are the errors of fasthttp that a client or a server of HTTP can meet.
// What it has beside them is about files, cookies, forms and its own client.
var httpErrors = []error{
	fasthttp.ErrNoFreeConns, fasthttp.ErrConnectionClosed, fasthttp.ErrTimeout, fasthttp.ErrTLSHandshakeTimeout,
	fasthttp.ErrDialTimeout, fasthttp.ErrBodyTooLarge, fasthttp.ErrPerIPConnLimit, fasthttp.ErrConcurrencyLimit,
	fasthttp.ErrBadTrailer, fasthttp.ErrReadingResponseHeaders, fasthttp.ErrReadingResponseTrailer,
	fasthttp.ErrResponseFirstLineMissingSpace, fasthttp.ErrUnexpectedStatusCodeChar, fasthttp.ErrMissingRequestMethod,
	fasthttp.ErrUnsupportedRequestMethod, fasthttp.ErrExtraWhitespaceInRequestLine, fasthttp.ErrEmptyRequestURI,
	fasthttp.ErrDuplicateContentLength, fasthttp.ErrUnsupportedTransferEncoding, fasthttp.ErrNonNumericChars,
	fasthttp.ErrNeedMore, fasthttp.ErrSmallReadBuffer, fasthttp.ErrorInvalidURI,
}

// texts returns the texts that begin so, of all calls of errors.New and fmt.Errorf in
// the source of a package.
func texts(t *testing.T, dir, begin string) (all []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source in %s: %v", dir, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				if text, err := strconv.Unquote(lit.Value); err == nil && strings.HasPrefix(text, begin) {
					all = append(all, text)
				}
			}
			return true
		})
	}
	if len(all) < 50 {
		t.Fatalf("only %d texts in %s", len(all), dir)
	}
	return all
}

// Each error that the packages below can make has a name that says what is the
// matter, and holds nothing that was sent.
func TestEveryFaultHasAName(t *testing.T) {
	all := everyError(t)
	if len(all) < 600 {
		t.Errorf("only %d errors", len(all))
	}
	for text, err := range all {
		n := NameOf(err)
		switch shown := n.Text + n.Cure; {
		case Known(err).Text == "":
			t.Errorf("%s is called %q", text, n.Text)
		case strings.Contains(shown, "canary"), strings.ContainsAny(shown, "%*{}"), len(shown) > 220:
			t.Errorf("%s is called %q, %q", text, n.Text, n.Cure)
		case strings.HasSuffix(shown, "."), strings.TrimSpace(n.Text) != n.Text:
			t.Errorf("%q, %q is no part of a sentence", n.Text, n.Cure)
		}
	}
}

// What nobody knows is called by its types, never by its text.
func TestUnknownFault(t *testing.T) {
	err := fmt.Errorf("a: %w", &fs.PathError{Op: canaryText, Err: errors.New(canaryText)})
	want := "an unknown error (*fmt.wrapError of *fs.PathError of *errors.errorString)"
	if got := Of(err); got != want {
		t.Errorf("got %q", got)
	}
}
