package github

import (
	"strings"
	"unicode"

	"scimshim/proxy/mock/kit"
)

// maxLogin is the most characters of a login, with underscore and shortcode.
const maxLogin = 39

// loginOf is the account's name that GitHub makes of a userName ("Username considerations for external
// authentication"): what precedes the @ of an e-mail or follows the \ of a domain account, without the parts
// that Entra adds for a guest, with a dash for each character that is no letter or digit, case kept, and with
// the enterprise's shortcode. The SCIM attribute itself stays as it was sent.
func loginOf(userName string) string {
	name := userName[strings.LastIndex(userName, `\`)+1:]
	if host, _, guest := strings.Cut(name, "#EXT#"); guest {
		name = host
		if i := strings.LastIndex(host, "_"); i >= 0 {
			name = host[:i] // the guest's own domain
		}
	}
	name, _, _ = strings.Cut(name, "@")
	return strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '-'
	}, name) + "_" + shortcode
}

// checkLogin refuses a userName that does not make a login. It is not repaired.
func checkLogin(userName string) *kit.Refusal {
	login := loginOf(userName)
	name := strings.TrimSuffix(login, "_"+shortcode)
	switch {
	case name == "":
		return kit.Invalid("invalidValue", "nothing is left of userName when it is normalised")
	case strings.HasPrefix(name, "-") || strings.HasSuffix(name, "-"):
		return kit.Invalid("invalidValue", "userName is normalised to a login with a dash at its end")
	case strings.Contains(name, "--"):
		return kit.Invalid("invalidValue", "userName is normalised to a login with two dashes in a row")
	case len(login) > maxLogin:
		return kit.Invalid("invalidValue", "userName is normalised to a login of more than %d characters",
			maxLogin)
	}
	return nil
}
