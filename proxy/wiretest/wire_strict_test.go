package wiretest

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// This file is a second reader of HTTP/1.1, written from RFC 9112 and RFC 9110 and from
// nothing of the proxy's, so that a fault of the one cannot hide in the other. It takes
// no more than the grammar does, and refuses what the RFCs leave to a recipient.

// A strictMessage is a request or an answer that can be read in one way only.
type strictMessage struct {
	method, target string // of a request
	status         int    // of an answer
	version        string
	fields         []strictField
	trailers       []strictField
	body           string
	closes         bool // whether nothing comes after it on the connection
	unfit          bool // whether its end is certain, but nothing of it may be forwarded
}

// A strictField is a field line.
type strictField struct{ name, value string }

// get returns the value of the field with a name in lower case, and how often it occurs.
func (m *strictMessage) get(name string) (value string, n int) {
	for _, f := range m.fields {
		if strings.ToLower(f.name) == name {
			value = f.value
			n++
		}
	}
	return value, n
}

// errIncomplete says that the bytes end before the message does.
var errIncomplete = errors.New("the message is not complete")

const (
	tokenForm   = "[!#$%&'*+.^_`|~0-9A-Za-z-]+" // RFC 9110, section 5.6.2
	quotedForm  = `"(?:[\t !#-\[\]-~]|\\[\t -~])*"`
	segmentForm = `(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*` // RFC 3986, section 3.3
	hostForms   = `(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)`
)

var (
	strictToken   = regexp.MustCompile(`^` + tokenForm + `$`)
	strictVersion = regexp.MustCompile(`^HTTP/[0-9]\.[0-9]$`)
	strictStatus  = regexp.MustCompile(`^[1-5][0-9]{2}$`)
	strictOrigin  = regexp.MustCompile(`^(?:/` + segmentForm + `)+(?:\?(?:` + segmentForm[:len(segmentForm)-1] + `|[/?])*)?$`)
	strictHost    = regexp.MustCompile(`^` + hostForms + `(?::[0-9]*)?$`)
	strictSize    = regexp.MustCompile(`^0*[0-9A-Fa-f]{1,15}$`)
	strictChunk   = regexp.MustCompile(`^([0-9A-Fa-f]+)((?:[\t ]*;[\t ]*` + tokenForm +
		`(?:[\t ]*=[\t ]*(?:` + tokenForm + `|` + quotedForm + `))?)*)$`)
	strictLength = regexp.MustCompile(`^0*[0-9]{1,18}$`)
)

// once are the fields of which a second one may be what another reader takes.
var once = []string{"authorization", "content-length", "content-type", "content-encoding", "expect", "host", "if-match",
	"if-none-match", "transfer-encoding"}

// readStrictRequest reads a request from the beginning of b, and returns what follows it.
func readStrictRequest(b string) (m *strictMessage, rest string, err error) {
	for strings.HasPrefix(b, "\r\n") { // RFC 9112, section 2.2
		b = b[2:]
	}
	line, rest, err := strictLine(b)
	if err != nil {
		return nil, "", err
	}
	part := strings.Split(line, " ")
	if len(part) != 3 || !strictToken.MatchString(part[0]) || !strictVersion.MatchString(part[2]) {
		return nil, "", errors.New("the request line is no method, target and version")
	}
	m = &strictMessage{method: part[0], target: part[1], version: part[2]}
	if m.version != "HTTP/1.1" && m.version != "HTTP/1.0" {
		return nil, "", errors.New("the version is neither 1.1 nor 1.0")
	}
	m.unfit = !strictOrigin.MatchString(m.target) // the proxy is no forward proxy: RFC 9112, section 3.2.1
	if m.fields, rest, err = strictFields(rest); err != nil {
		return nil, "", err
	}
	if err := m.checkRequest(); err != nil {
		return nil, "", err
	}
	m.closes = m.saysClose() || m.version == "HTTP/1.0" && !m.says("keep-alive")
	rest, err = m.readBody(rest, false)
	return m, rest, err
}

// checkRequest holds the fields of a request against sections 3.2 and 6 of RFC 9112.
func (m *strictMessage) checkRequest() error {
	if err := m.checkOnce(); err != nil {
		return err
	}
	host, n := m.get("host")
	if n == 0 && m.version == "HTTP/1.1" || n == 1 && !strictHost.MatchString(host) {
		return errors.New("there is no sound Host")
	}
	return nil
}

// checkOnce refuses a second field of those that occur once, and the names that servers
// take for them which make variables of fields (RFC 3875, section 4.1.18).
func (m *strictMessage) checkOnce() error {
	for _, name := range once {
		_, n := m.get(name)
		for _, f := range m.fields {
			if alias := strings.ToLower(f.name); alias != name && strings.ReplaceAll(alias, "_", "-") == name {
				return fmt.Errorf("%s is an alias", name)
			}
		}
		if n > 1 {
			return fmt.Errorf("there are %d fields %s", n, name)
		}
	}
	return nil
}

// readStrictAnswer reads an answer to a request with a method.
func readStrictAnswer(b, method string) (m *strictMessage, rest string, err error) {
	line, rest, err := strictLine(b)
	if err != nil {
		return nil, "", err
	}
	part := strings.SplitN(line, " ", 3)
	if len(part) != 3 || part[0] != "HTTP/1.1" && part[0] != "HTTP/1.0" || !strictStatus.MatchString(part[1]) ||
		!isStrictText(part[2]) {
		return nil, "", errors.New("the status line is no version, status and reason")
	}
	m = &strictMessage{version: part[0]}
	fmt.Sscan(part[1], &m.status)
	if m.fields, rest, err = strictFields(rest); err != nil {
		return nil, "", err
	}
	if err := m.checkOnce(); err != nil {
		return nil, "", err
	}
	m.closes = m.saysClose() || m.version == "HTTP/1.0" && !m.says("keep-alive")
	if method == "HEAD" || m.status < 200 || m.status == 204 || m.status == 304 {
		return m, rest, nil
	}
	_, sized := m.get("content-length")
	_, coded := m.get("transfer-encoding")
	if sized+coded == 0 { // until the connection ends: RFC 9112, section 6.3, rule 8
		m.body, m.closes = rest, true
		return m, "", nil
	}
	rest, err = m.readBody(rest, true)
	return m, rest, err
}

// strictLine cuts a line off; CR and LF end it, and neither is in it.
func strictLine(b string) (line, rest string, err error) {
	line, rest, found := strings.Cut(b, "\r\n")
	switch {
	case strings.ContainsAny(line, "\r\n\x00") && (found || strings.ContainsAny(strings.TrimSuffix(line, "\r"), "\r\n\x00")):
		return "", "", errors.New("a line has a bare CR or LF or a NUL")
	case !found:
		return "", "", errIncomplete
	}
	return line, rest, nil
}

// strictFields reads field lines up to the empty line (RFC 9112, section 5).
func strictFields(b string) (fields []strictField, rest string, err error) {
	for {
		line, rest, err := strictLine(b)
		if err != nil {
			return nil, "", err
		}
		if line == "" {
			return fields, rest, nil
		}
		name, value, found := strings.Cut(line, ":")
		value = strings.Trim(value, " \t")
		if !found || !strictToken.MatchString(name) || !isStrictText(value) {
			return nil, "", errors.New("a field line is no name, colon and value")
		}
		fields, b = append(fields, strictField{name, value}), rest
	}
}

// isStrictText reports whether s is of visible characters, blanks and bytes above ASCII
// (RFC 9110, section 5.5).
func isStrictText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// readBody reads the body by section 6.3 of RFC 9112.
func (m *strictMessage) readBody(b string, answer bool) (rest string, err error) {
	length, sized := m.get("content-length")
	coding, coded := m.get("transfer-encoding")
	switch {
	case coded > 0 && sized > 0:
		return "", errors.New("there are a length and a transfer encoding")
	case coded > 0 && m.version == "HTTP/1.0":
		return "", errors.New("HTTP/1.0 has no transfer encoding")
	case coded > 0:
		if strings.ToLower(coding) != "chunked" || !isStrictASCII(coding) {
			return "", errors.New("the transfer encoding is not chunked")
		}
		return m.readChunks(b)
	case sized == 0:
		return b, nil
	case !strictLength.MatchString(length):
		return "", errors.New("the length is no number")
	}
	n := 0
	fmt.Sscanf(length, "%d", &n)
	if len(b) < n {
		return "", errIncomplete
	}
	m.body = b[:n]
	return b[n:], nil
}

// readChunks reads a chunked body (RFC 9112, section 7.1).
func (m *strictMessage) readChunks(b string) (rest string, err error) {
	for {
		line, rest, err := strictLine(b)
		if err != nil {
			return "", err
		}
		part := strictChunk.FindStringSubmatch(line)
		if part == nil || !strictSize.MatchString(part[1]) {
			return "", errors.New("a chunk has no sound size")
		}
		n := 0
		fmt.Sscanf(part[1], "%x", &n)
		if n == 0 {
			m.trailers, rest, err = strictFields(rest)
			return rest, err
		}
		if len(rest) < n+2 {
			return "", errIncomplete
		}
		if rest[n:n+2] != "\r\n" {
			return "", errors.New("a chunk does not end in CR and LF")
		}
		m.body += rest[:n]
		b = rest[n+2:]
	}
}

// says reports whether the Connection fields hold an option.
func (m *strictMessage) says(option string) bool {
	for _, f := range m.fields {
		if strings.ToLower(f.name) != "connection" {
			continue
		}
		for _, o := range strings.Split(f.value, ",") {
			if strings.ToLower(strings.Trim(o, " \t")) == option {
				return true
			}
		}
	}
	return false
}

func (m *strictMessage) saysClose() bool { return m.says("close") }

func isStrictASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }) < 0
}

// strictRequests reads all requests up to the first that cannot be read in one way only,
// or after which the connection ends; why says what came then.
func strictRequests(b string) (all []*strictMessage, why error) {
	for strings.Trim(b, "\r\n") != "" {
		m, rest, err := readStrictRequest(b)
		if err != nil {
			return all, err
		}
		if all, b = append(all, m), rest; m.closes {
			return all, nil
		}
	}
	return all, nil
}
