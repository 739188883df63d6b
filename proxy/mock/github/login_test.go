package github

import "testing"

// TestLogins has the vendor's table "Examples of username normalization" and the guests of "About
// normalized usernames". A login of "" is refused with 400.
func TestLogins(t *testing.T) {
	f := func(userName, login string) {
		t.Helper()
		got, no := loginOf(userName), checkLogin(userName)
		if (no != nil) != (login == "") || no == nil && got != login+"_"+shortcode {
			t.Errorf("%s: %s, refused %v, want %s", userName, got, no != nil, login)
		}
	}
	f("The.Octocat", "The-Octocat")
	f("!The.Octocat", "")
	f("The!!Octocat", "")
	f("The!Octocat", "The-Octocat")
	f("The.Octocat@example.com", "The-Octocat")
	f(`internal\The.Octocat`, "The-Octocat")
	f("mona.lisa.the.octocat.from.github.united.states@example.com", "")
	for _, guest := range []string{"bob@contoso.com", "bob@fabrikam.com", "bob#EXT#fabrikamcom@contoso.com",
		"bob_example#EXT#fabrikamcom@contoso.com", "bob_example.com#EXT#fabrikamcom@contoso.com"} {
		f(guest, "bob")
	}
	f("mona_lisa", "mona-lisa")
	f("mona-", "")
	f("@example.com", "")
	f("abcdefghijklmnopqrstuvwxyz123456789", "abcdefghijklmnopqrstuvwxyz123456789") // 39 with _exa
	f("abcdefghijklmnopqrstuvwxyz1234567890", "")
}
