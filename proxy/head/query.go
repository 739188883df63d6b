package head

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"scimshim/proxy/ascii"
	"scimshim/proxy/reason"
	"scimshim/rewrite"
)

// params are the parameters that SCIM defines (RFC 7644, section 3.4.2, and
// RFC 9865). No other reaches a target: some servers change the method or the
// format by a parameter.
var params = [...]string{
	"filter", "attributes", "excludedAttributes", "startIndex", "count", "cursor", "sortBy", "sortOrder",
}

// flags are the feature flags of Entra ID, which an administrator types into
// the tenant URL as a query. They are for Entra itself (Q04).
var flags = [...]string{"aadOptscim062020", "AzureAdScimPatch2017"}

// ReadQuery appends the parameters of a raw query, form-decoded once
// (RFC 1866, section 8.2.1: Entra sends a space as '+').
func ReadQuery(dst []rewrite.Param, raw []byte, maxFilter int) ([]rewrite.Param, *rewrite.Refusal) {
	for len(raw) > 0 {
		raw = skipFlag(raw)
		var part []byte
		part, raw, _ = bytes.Cut(raw, []byte("&"))
		if len(part) == 0 {
			continue
		}
		p, r := readParam(part)
		if r != nil {
			return dst, r
		}
		if p.Name == "filter" && len(p.Value) > maxFilter {
			return dst, tooLongFilter(maxFilter)
		}
		for _, q := range dst {
			if q.Name == p.Name {
				return dst, reason.Refuse(400, reason.Query, "the query has the parameter "+p.Name+" twice")
			}
		}
		dst = append(dst, p)
	}
	return dst, nil
}

// readParam decodes one parameter of a query.
func readParam(part []byte) (rewrite.Param, *rewrite.Refusal) {
	var buf [256]byte
	rawName, rawValue, _ := bytes.Cut(part, []byte("="))
	name, ok := decodeForm(buf[:0], rawName)
	if !ok {
		return rewrite.Param{}, badQuery()
	}
	for _, known := range params {
		if !ascii.Equal(name, known) {
			continue
		}
		value, ok := decodeForm(buf[:0], rawValue)
		if !ok {
			return rewrite.Param{}, badQuery()
		}
		return rewrite.Param{Name: known, Value: string(value)}, nil
	}
	if ascii.IsName(name) {
		return rewrite.Param{}, reason.Refuse(400, reason.Query, "the query has the parameter "+string(name)+
			", which SCIM does not know")
	}
	return rewrite.Param{}, reason.Refuse(400, reason.Query, "the query has a parameter that SCIM does not know")
}

func badQuery() *rewrite.Refusal {
	return reason.Refuse(400, reason.Query, "the query is not percent-encoded UTF-8, or it has a control character")
}

func tooLongFilter(limit int) *rewrite.Refusal {
	return &rewrite.Refusal{Status: 400, ScimType: "invalidFilter", Reason: reason.FilterLength,
		Detail: fmt.Sprintf("the filter is longer than %d bytes; ask for fewer values at once", limit)}
}

// skipFlag returns the query without a feature flag at its beginning. A client
// that takes the tenant URL for one without a query goes on with a second
// question mark where the ampersand should be.
func skipFlag(raw []byte) []byte {
	n := flagLength(raw)
	if n > 0 && n < len(raw) && raw[n] == '?' {
		return raw[n+1:]
	}
	return raw[n:]
}

// AfterFlag reads a target that was put after the query of the tenant URL:
// what follows /scim/v2 in /scim/v2?aadOptscim062020/Users?filter=... It
// returns the path without its slash, and its query.
func AfterFlag(raw []byte) (path, query []byte) {
	n := flagLength(raw)
	if n == 0 || n == len(raw) || raw[n] != '/' {
		return nil, nil
	}
	path, query, _ = bytes.Cut(raw[n+1:], []byte("?"))
	return path, query
}

// flagLength returns the length of the feature flag that the query begins
// with, its value included; 0 for none.
func flagLength(raw []byte) int {
	for _, f := range flags {
		if len(raw) < len(f) || !ascii.Equal(raw[:len(f)], f) {
			continue
		}
		n := len(f)
		if n < len(raw) && raw[n] == '=' {
			n++
			for n < len(raw) && ascii.IsAlnum(raw[n]) {
				n++
			}
		}
		if n == len(raw) || strings.IndexByte("&/?", raw[n]) >= 0 {
			return n
		}
	}
	return 0
}

// decodeForm appends a name or a value of a query, decoded once.
func decodeForm(dst, raw []byte) ([]byte, bool) {
	isASCII := true
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c == '+':
			c = ' '
		case c == '%':
			d, ok := ascii.Unhex(raw[i+1:])
			if !ok {
				return nil, false
			}
			if c, i = d, i+2; c < ' ' || c == 0x7f {
				return nil, false
			}
			isASCII = isASCII && c < utf8.RuneSelf
		case c < '!' || c > '~' || c == '#':
			return nil, false
		}
		dst = append(dst, c)
	}
	return dst, isASCII || utf8.Valid(dst) && !bytes.ContainsFunc(dst, unicode.IsControl)
}

// AppendQuery appends the parameters as a query, question mark included.
func AppendQuery(dst []byte, query []rewrite.Param) []byte {
	sep := byte('?')
	for _, p := range query {
		dst = append(dst, sep)
		dst = ascii.AppendEscaped(dst, p.Name)
		dst = append(dst, '=')
		dst = ascii.AppendEscaped(dst, p.Value)
		sep = '&'
	}
	return dst
}
