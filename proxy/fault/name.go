// Package fault names errors: what the errors of networks, TLS, files, HTTP and OAuth are,
// as parts of sentences out of a closed set, and what would help. What it returns holds no
// text that anybody sent, so that it may be shown to everybody.
//
// An Error is one whose text is the program's own. The types that end in Error say at which
// part of the way to a target something failed. NameOf finds the Name of any error.
package fault

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"strings"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
	"golang.org/x/oauth2"
)

// A Error is an error whose text is written here and holds nothing that anybody
// sent, so that it may be shown to everybody.
type Error string

func (f Error) Error() string { return string(f) }

// A Name says what an error is: a part of a sentence out of a closed set, and
// what would help, which may be empty. It never holds the text of an error, which
// may quote a message.
type Name struct{ Text, Cure string }

// Error returns the name.
func (n Name) Error() string { return n.Text }

// Of returns the name of an error.
func Of(err error) string { return NameOf(err).Text }

// NameOf finds the name of an error, and makes one out of the types of an error
// that it does not know.
func NameOf(err error) Name {
	if n := Known(err); n.Text != "" {
		return n
	}
	return Name{Text: "an unknown error (" + errorTypes(err) + ")"}
}

// Known finds the name of an error. Each step knows one kind of error, and the
// more exact ones come before those that would take the same error for less.
func Known(err error) Name {
	for _, step := range [...]func(error) Name{
		nameVia, nameOwn, nameDNS, nameTimeout, nameCertificate, nameHTTP, nameTLS, nameGrant, nameFile, nameNetwork,
	} {
		if n := step(err); n.Text != "" {
			return n
		}
	}
	return Name{}
}

// errorTypes returns the types of an error and of the errors in it, which are the
// program's and say at least which part of it failed.
func errorTypes(err error) string {
	var types []string
	for ; err != nil && len(types) < 4; err = errors.Unwrap(err) {
		types = append(types, fmt.Sprintf("%T", err))
	}
	return strings.Join(types, " of ")
}

func nameOwn(err error) Name {
	var (
		own   Error
		named Name
	)
	if errors.As(err, &own) {
		return Name{Text: string(own)}
	}
	errors.As(err, &named)
	return named
}

func nameDNS(err error) Name {
	var dns *net.DNSError
	switch {
	case !errors.As(err, &dns):
		return Name{}
	case dns.IsNotFound:
		return Name{"name not found", "check the host in the URL, and the name servers of this host"}
	case dns.IsTimeout:
		return Name{"the name server did not answer in time", "check the name servers of this host"}
	}
	return Name{"the name server failed", "check the name servers of this host"}
}

func nameTimeout(err error) Name {
	if IsTimeout(err) || errors.Is(err, fasthttp.ErrDialTimeout) || errors.Is(err, fasthttp.ErrTLSHandshakeTimeout) {
		return Name{Text: "time-out"}
	}
	return Name{}
}

func nameNetwork(err error) Name {
	var (
		number  syscall.Errno
		address *net.AddrError
	)
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return Name{"connection refused", "check that it is up, and the port in its URL"}
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return Name{Text: "connection reset"}
	case errors.As(err, &number):
		return Name{Text: number.Error()} // out of the system's table
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed),
		errors.Is(err, io.ErrClosedPipe), errors.Is(err, fasthttp.ErrConnectionClosed):
		return Name{Text: "connection closed"}
	case errors.Is(err, io.ErrShortWrite), errors.Is(err, io.ErrNoProgress):
		return Name{Text: "connection stuck"}
	case errors.Is(err, context.Canceled):
		return Name{Text: "called off"}
	case errors.As(err, &address), isNetworkText(err):
		return Name{Text: "the address cannot be used"}
	}
	return Name{}
}

// isNetworkText reports whether an error is about how an address is written.
func isNetworkText(err error) bool {
	var (
		parse   *net.ParseError
		network net.UnknownNetworkError
		invalid net.InvalidAddrError
	)
	return errors.As(err, &parse) || errors.As(err, &network) || errors.As(err, &invalid)
}

func nameFile(err error) Name {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Name{Text: "no such file"}
	case errors.Is(err, fs.ErrPermission):
		return Name{Text: "no permission"}
	case errors.Is(err, fs.ErrExist):
		return Name{Text: "the file already exists"}
	case errors.Is(err, fs.ErrClosed), errors.Is(err, fs.ErrInvalid):
		return Name{Text: "the file cannot be used"}
	}
	return Name{}
}

// Malformed is what HTTP is that nobody can read.
const Malformed = "malformed HTTP"

// nameHTTP names what is wrong with a message of HTTP.
func nameHTTP(err error) Name {
	var (
		small *fasthttp.ErrSmallBuffer
		chunk *fasthttp.ErrBrokenChunk
	)
	switch {
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		return Name{Text: "body too large"}
	case errors.As(err, &small), errors.Is(err, fasthttp.ErrSmallReadBuffer):
		return Name{Text: "header too large"}
	case errors.As(err, &chunk):
		return Name{Text: "broken chunk"}
	case errors.Is(err, fasthttp.ErrPerIPConnLimit), errors.Is(err, fasthttp.ErrConcurrencyLimit),
		errors.Is(err, fasthttp.ErrNoFreeConns), errors.Is(err, ErrPoolFull):
		return Name{Text: "too many connections"}
	}
	for _, bad := range [...]error{
		fasthttp.ErrReadingResponseHeaders, fasthttp.ErrReadingResponseTrailer,
		fasthttp.ErrResponseFirstLineMissingSpace, fasthttp.ErrUnexpectedStatusCodeChar,
		fasthttp.ErrMissingRequestMethod, fasthttp.ErrUnsupportedRequestMethod,
		fasthttp.ErrExtraWhitespaceInRequestLine, fasthttp.ErrEmptyRequestURI,
		fasthttp.ErrDuplicateContentLength, fasthttp.ErrUnsupportedTransferEncoding,
		fasthttp.ErrNonNumericChars, fasthttp.ErrNeedMore, fasthttp.ErrBadTrailer, fasthttp.ErrorInvalidURI,
	} {
		if errors.Is(err, bad) {
			return Name{Text: Malformed}
		}
	}
	return Name{}
}

// grantErrors are the errors of a token endpoint (RFC 6749, section 5.2), and what
// would help.
var grantErrors = map[string]string{
	"invalid_client":         "check the client's id and secret",
	"invalid_request":        "check the token_url, and whether it expects the secret in another form",
	"invalid_grant":          "check that the client may use the grant client_credentials",
	"unauthorized_client":    "check that the client may use the grant client_credentials",
	"unsupported_grant_type": "check that the token_url belongs to a server that supports client_credentials",
	"invalid_scope":          "check the scopes",
}

// IsGrantError reports whether a token endpoint's code is one of RFC 6749.
func IsGrantError(code string) bool {
	_, known := grantErrors[code]
	return known
}

// nameGrant names what a token endpoint answered. Of its words none is shown but
// the codes of RFC 6749.
func nameGrant(err error) Name {
	var answer *oauth2.RetrieveError
	if !errors.As(err, &answer) {
		return Name{}
	}
	name := "the token endpoint answered"
	if answer.Response != nil {
		name += fmt.Sprintf(" %d", answer.Response.StatusCode)
	}
	cure, known := grantErrors[answer.ErrorCode]
	if known {
		return Name{name + " " + answer.ErrorCode, cure}
	}
	return Name{name + " without a token", "check the token_url, and the client's id and secret"}
}

// trust is what helps where the certificate of the other side is not believed.
const trust = "give the authority's certificate as ca_file of the target, or let the target send its whole chain"

// nameCertificate names what is wrong with the certificate that the other side
// showed.
func nameCertificate(err error) Name {
	var (
		authority x509.UnknownAuthorityError
		host      x509.HostnameError
		invalid   x509.CertificateInvalidError
		roots     x509.SystemRootsError
		weak      x509.InsecureAlgorithmError
		critical  x509.UnhandledCriticalExtension
		bounds    x509.ConstraintViolationError
		verified  *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &authority):
		return Name{"its certificate is from an authority that this host does not trust", trust}
	case errors.As(err, &host):
		return Name{"its certificate is not for the host name in the URL", "check the host in the URL"}
	case errors.As(err, &invalid):
		return nameInvalid(invalid)
	case errors.As(err, &roots):
		return Name{"this host has no list of trusted authorities",
			"install the package ca-certificates, or set SSL_CERT_FILE"}
	case errors.As(err, &weak):
		return Name{"its certificate is signed in a way that is no longer safe", "have it replaced"}
	case errors.As(err, &critical), errors.As(err, &bounds):
		return Name{"its certificate has constraints that cannot be checked", "have it replaced"}
	case errors.As(err, &verified):
		return Name{"its certificate is not valid", "have it replaced"}
	}
	return Name{}
}

func nameInvalid(e x509.CertificateInvalidError) Name {
	switch e.Reason {
	case x509.Expired:
		if e.Cert != nil && time.Now().Before(e.Cert.NotBefore) {
			return Name{"its certificate is not valid yet", "check the clock of this host"}
		}
		return Name{"its certificate has expired", "have it renewed, or correct the clock of this host"}
	case x509.IncompatibleUsage:
		return Name{"its certificate is not for servers", "have it replaced"}
	}
	return Name{"the chain of its certificate is not valid", trust}
}
