package probe

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"scimshim/rewrite/filter"
)

// An ownUser is the user that --write makes.
type ownUser struct {
	name  string // the userName
	id    string // "" as long as there is none
	sent  string
	shown string // as it was answered
	fault error  // what is left of it
	alike bool   // whether the userName is its e-mail, too
}

// deleteTime is how long the deletion may take that an interruption begins.
const deleteTime = 15 * time.Second

// userBodies are users with an e-mail, the fuller first: a strict target refuses
// what it has no room for.
func userBodies(name, mail string) []string {
	tag := randomHex(6)
	begin := fmt.Sprintf(`{"schemas":[%q],"userName":%q,"active":true,`+
		`"name":{"givenName":"Probe%s","familyName":"Shim%s"},"displayName":"Display-%s",`+
		`"emails":[{"type":"work","primary":true,"value":%q}`,
		filter.UserURN, name, tag, tag, tag, mail)
	external := fmt.Sprintf(`,"externalId":"ext-%s"`, tag)
	more := fmt.Sprintf(`,"title":"Title-%s","preferredLanguage":"en-GB","timezone":"Europe/Paris"`, tag)
	phones := `,"phoneNumbers":[{"type":"work","value":"+1 555 0100"},{"type":"mobile","value":"+1 555 0101"}]`
	home := fmt.Sprintf(`,{"type":"home","primary":false,"value":%q}`, "home-"+name)
	rest := fmt.Sprintf(`,"nickName":"Nick-%s","userType":"Type-%s","locale":"en-GB"`, tag, tag)
	addresses := `,"addresses":[{"type":"work","streetAddress":"1 Probe Street","locality":"Probeville",` +
		`"region":"PV","postalCode":"12345","country":"FR"}]`
	return []string{
		begin + home + "]" + external + more + phones + rest + addresses + "}",
		begin + "]" + external + more + phones + "}",
		begin + "]" + external + "}",
		begin + "]}",
	}
}

// usersToTry are the users to try. Of one whose e-mail is its userName nobody can
// tell by which of the two a target finds it, so that this is the last resort.
func usersToTry(name string) (bodies []string, alike int) {
	bodies = userBodies(name, "mail-"+name)
	return append(bodies, userBodies(name, name)...), len(bodies)
}

// createUser makes the user. One whose creation was not answered may be there, and
// is looked for.
func (r *Report) createUser(ctx context.Context) error {
	u := &r.user
	u.name = "scimshim-probe-" + randomHex(12) + "@example.com"
	var a *answer
	bodies, alike := usersToTry(u.name)
	for i, body := range bodies {
		var err error
		u.sent, u.alike = body, i >= alike
		if a, err = r.send(ctx, http.MethodPost, "/Users", body); err != nil || !a.refused() {
			return r.created(ctx, a, err)
		}
	}
	return fmt.Errorf("%s/Users: the target does not create a user for --write: %s", r.base, a)
}

// created takes the id of the user out of the answer to its creation.
func (r *Report) created(ctx context.Context, a *answer, err error) error {
	if err == nil && (a.status == http.StatusCreated || a.status == http.StatusOK) {
		r.user.id, r.user.shown = idOf(a.body), a.body
	}
	if r.user.id != "" {
		r.surveys[0].world.add(r.user.shown)
		if r.user.alike {
			r.surveys[0].note("The target does not create a user whose userName and e-mail differ, so it is not " +
				"known whether a filter by userName compares the e-mail")
		}
		return nil
	}
	says := "the request was interrupted"
	if err == nil {
		says = a.String()
	}
	r.searchUser(ctx)
	return fmt.Errorf("%s/Users: the answer to the creation of a user for --write is not the user: %s", r.base, says)
}

// searchUser looks for a user whose creation may have been a success, so that it
// can be deleted.
func (r *Report) searchUser(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	e := &filter.Compare{Path: filter.Path{Name: "userName"}, Op: filter.Eq, Value: filter.Quote(r.user.name)}
	path := "/Users?" + url.Values{"filter": {filter.String(e)}}.Encode()
	a, err := r.exchange(ctx, http.MethodGet, path, "")
	if err == nil && a.listed() != nil {
		for _, text := range a.list.shown {
			var o struct{ ID, UserName string }
			if json.Unmarshal([]byte(text), &o) == nil && strings.EqualFold(o.UserName, r.user.name) {
				r.user.id = o.ID
				return
			}
		}
	}
	r.user.fault = fmt.Errorf("a user %s may have been created, but was not found; if it exists, delete it by hand",
		r.user.name)
}

// deleteUser deletes the user, whatever has happened, and tries twice.
func (r *Report) deleteUser(ctx context.Context) {
	if r.user.id == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deleteTime)
	defer cancel()
	says := ""
	for range 2 {
		a, err := r.exchange(ctx, http.MethodDelete, "/Users/"+url.PathEscape(r.user.id), "")
		switch {
		case err != nil:
			says = err.Error()
		case a.status >= 200 && a.status < 300 || a.status == http.StatusNotFound:
			return
		default:
			says = a.String()
		}
	}
	r.user.fault = fmt.Errorf("the user %s could not be deleted: %s; delete it by hand", r.user.name, says)
}

// renamed returns which of the attributes that identify a user the target has
// stored in a way of its own.
func (u *ownUser) renamed() []string {
	var sent, shown map[string]any
	if json.Unmarshal([]byte(u.sent), &sent) != nil || json.Unmarshal([]byte(u.shown), &shown) != nil {
		return nil
	}
	var list []string
	for _, name := range []string{"userName", "displayName", "externalId"} {
		a, given := sent[name].(string)
		b, answered := shown[name].(string)
		if given && answered && !strings.EqualFold(a, b) {
			list = append(list, name)
		}
	}
	return list
}
