package config

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// The functions of this file judge single values, whether of a file or of a
// flag. Their errors do not quote the value, which may hold a secret.

var (
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	pathForm = regexp.MustCompile(`^(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$`)
	hostForm = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9._])?$`)
)

// maxName keeps the metrics' labels short.
const maxName = 63

func checkName(s string) error {
	if len(s) > maxName || !nameForm.MatchString(s) {
		return errors.New("expected a name: a lower-case letter, then lower-case letters, digits and hyphens, at " +
			"most 63")
	}
	return nil
}

// checkRouteName keeps the label of requests that no route takes for them.
func checkRouteName(s string) error {
	if s == "none" {
		return errors.New(`metrics use "none" for requests outside all routes; choose another name`)
	}
	return checkName(s)
}

func checkPath(s string) error {
	if !pathForm.MatchString(s) {
		return errors.New("expected a path such as /scim/v2: segments of letters, digits and -._~ " +
			"that do not start with a dot, and no slash at the end")
	}
	return nil
}

// checkURL judges the base URL of a service. A slash at its end is no fault.
func checkURL(s string) error {
	u, err := url.Parse(s)
	switch {
	case err != nil, u.Scheme != "http" && u.Scheme != "https", u.Opaque != "":
		return errors.New("expected an absolute URL that starts with https:// or http://")
	case u.User != nil:
		return errors.New("expected a URL without user and password; put them under auth")
	case strings.ContainsAny(s, "?#"):
		return errors.New("expected a URL without query and fragment")
	case !isHost(u.Hostname()) || u.Port() != "" && !isPort(u.Port(), 1) || strings.HasSuffix(u.Host, ":"):
		return errors.New("expected a URL with a host name or address, and a port from 1 to 65535 if any")
	}
	if p := strings.TrimSuffix(u.EscapedPath(), "/"); p != "" && !pathForm.MatchString(p) {
		return errors.New("expected a URL whose path is segments of letters, digits and -._~ " +
			"that do not start with a dot")
	}
	return nil
}

// baseURL returns a URL that checkURL passed without the slash at its end.
func baseURL(s string) string { return strings.TrimSuffix(s, "/") }

func checkAddress(s string) error {
	host, port, err := net.SplitHostPort(s)
	if err != nil || host != "" && !isHost(host) || !isPort(port, 0) {
		return errors.New("expected host:port, such as 127.0.0.1:8080, or :8443 for every address of this host")
	}
	return nil
}

func isHost(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	return len(s) <= 253 && hostForm.MatchString(s)
}

func isPort(s string, least int) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && int(n) >= least
}

// isLocal reports whether only this host reaches a host name.
func isLocal(host string) bool {
	a, err := netip.ParseAddr(host)
	return err == nil && a.Unmap().IsLoopback() || strings.EqualFold(host, "localhost")
}

// isLocalAddress is isLocal for host:port.
func isLocalAddress(s string) bool {
	host, _, err := net.SplitHostPort(s)
	return err == nil && isLocal(host)
}

// isEveryAddress reports whether an address to listen on is that of all networks,
// which is what one without a host means.
func isEveryAddress(s string) bool {
	host, _, err := net.SplitHostPort(s)
	return err == nil && isEvery(host)
}

// inClear reports whether what is sent to a URL can be read on its way.
func inClear(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "http" && !isLocal(u.Hostname())
}

// sameAddress reports whether two listeners would be in each other's way.
func sameAddress(a, b string) bool {
	hostA, portA, errA := net.SplitHostPort(a)
	hostB, portB, errB := net.SplitHostPort(b)
	if errA != nil || errB != nil || portA != portB || portA == "0" {
		return false
	}
	return strings.EqualFold(hostA, hostB) || isEvery(hostA) || isEvery(hostB)
}

// isEvery reports whether a host to listen on is every address of this host.
func isEvery(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "" || err == nil && a.IsUnspecified()
}

// overlap reports whether one path is the other, or above it.
func overlap(a, b string) bool {
	return strings.HasPrefix(a+"/", b+"/") || strings.HasPrefix(b+"/", a+"/")
}

// isFile reports whether the name of a rule source is a path.
func isFile(s string) bool {
	for _, start := range []string{"./", "../", "/"} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	ext := path.Ext(s)
	return ext == ".yaml" || ext == ".yml"
}

func checkSource(s string) error {
	if !isFile(s) && checkName(s) != nil {
		return errors.New("expected the name of a pack, such as entra, or a file, such as ./local.yaml")
	}
	return nil
}
