package probe

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"scimshim/rewrite/filter"
)

// userBodies are users with an e-mail, the fuller first: a strict target refuses
// what it has no room for.
func userBodies(name, mail string) []string {
	tag := randomHex(6)
	head := func(urns string) string {
		return fmt.Sprintf(`{"schemas":[%s],"userName":%q,"active":true,`+
			`"name":{"givenName":"Probe%s","familyName":"Shim%s"},"displayName":"Display-%s",`+
			`"emails":[{"type":"work","primary":true,"value":%q}`, urns, name, tag, tag, tag, mail)
	}
	begin := head(fmt.Sprintf("%q", filter.UserURN))
	both := head(fmt.Sprintf("%q,%q", filter.UserURN, filter.EnterpriseURN))
	external := fmt.Sprintf(`,"externalId":"ext-%s"`, tag)
	more := fmt.Sprintf(`,"title":"Title-%s","preferredLanguage":"en-GB","timezone":"Europe/Paris"`, tag)
	phones := `,"phoneNumbers":[{"type":"work","value":"+1 555 0100"},{"type":"mobile","value":"+1 555 0101"}]`
	marked := `,"phoneNumbers":[{"type":"work","value":"+1 555 0100","display":"Desk","primary":true},` +
		`{"type":"mobile","value":"+1 555 0101"}]`
	home := fmt.Sprintf(`,{"type":"home","primary":false,"value":%q}`, "home-"+name)
	rest := fmt.Sprintf(`,"nickName":"Nick-%s","userType":"Type-%s","locale":"en-GB"`, tag, tag)
	addresses := `,"addresses":[{"type":"work","streetAddress":"1 Probe Street","locality":"Probeville",` +
		`"region":"PV","postalCode":"12345","country":"FR"}]`
	values := `,"ims":[{"type":"xmpp","value":"probe"}],` +
		`"photos":[{"type":"photo","value":"https://photos.example.com/probe"}]`
	enterprise := fmt.Sprintf(`,%q:{"department":"Department-%s","employeeNumber":"No-%s"}`, filter.EnterpriseURN,
		tag, tag)
	full := home + "]" + external + more
	return []string{
		both + full + marked + rest + addresses + values + enterprise + "}",
		both + full + marked + rest + addresses + enterprise + "}",
		begin + full + phones + rest + addresses + "}",
		begin + "]" + external + more + phones + "}",
		begin + "]" + external + "}",
		begin + "]}",
	}
}

// createUser makes the user on which PATCH is tried. Of one whose e-mail is its userName nobody can
// tell by which of the two a target finds it, so that this is the last resort.
func (r *Report) createUser(ctx context.Context) error {
	u, apart := r.newUser()
	r.user = u
	a, err := r.create(ctx, u, apart)
	if err == nil && a.refused() && r.template == "" {
		u.alike = true
		r.owned = nil
		a, err = r.create(ctx, u, userBodies(u.name, u.name))
	}
	switch {
	case err == nil && a.refused():
		return fmt.Errorf("%s/Users: the target does not create a user for --write: %s", r.base, r.saying(a))
	case u.shown == "" || u.id == "":
		says := "the request was interrupted"
		if err == nil {
			says = a.String()
		}
		return fmt.Errorf("%s/Users: the answer to the creation of a user for --write is not the user: %s", r.base,
			says)
	}
	s := r.surveys[0]
	s.world.add(u.shown)
	if u.alike {
		s.note("The target does not create a user whose userName and e-mail differ, so it is not known whether a " +
			"filter by userName compares the e-mail")
	}
	return nil
}

// newUser returns a user to create, and the bodies to try: that of the template, if there is one.
func (r *Report) newUser() (*ownResource, []string) {
	name := ownName() + "@example.com"
	if r.template == "" {
		return newOwn("Users", "userName", name), userBodies(name, "mail-"+name)
	}
	body := strings.ReplaceAll(r.template, UserHole, "scimshim-probe-"+randomHex(12))
	return newOwn("Users", "userName", textIn(decoded(body), "userName", "")), []string{body}
}

// UserHole stands in a template of a user for what is another text in each user.
const UserHole = "{random}"

// CheckUser returns what is wrong with a template of a user.
func CheckUser(template string) error {
	name := textIn(decoded(template), "userName", "")
	if !strings.Contains(name, UserHole) {
		return errors.New("expected a JSON object with " + UserHole + " in its userName")
	}
	return nil
}

func newOwn(resource, key, name string) *ownResource {
	return &ownResource{resource: resource, key: key, name: name}
}

// ownName returns a name of which nobody doubts who made what has it.
func ownName() string { return "scimshim-probe-" + randomHex(12) }
