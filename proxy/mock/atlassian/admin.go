package atlassian

import (
	"net/http"
	"slices"
	"strings"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
)

// Organizations with an API key of their own, which is not the directory's, are seeded as "Organizations",
// {"id": "...", "key": "..."}: with it, and under their id, the admin APIs of user provisioning show which
// provisioning records there are of an e-mail or an account, and take them away ("Admin APIs" of the
// reference). Where none is, there are no such APIs.
const organizations = "Organizations"

const adminBase = "/admin/user-provisioning/v1/org/"

// serveAdmin answers a request for an organization.
func (a *atlassian) serveAdmin(w http.ResponseWriter, c *kit.Call, path string) *kit.Refusal {
	id, rest, _ := strings.Cut(path, "/")
	org, ok := a.store.Find(organizations, id)
	if !ok || !kit.SameSecret(kit.Bearer(c.Request), org.Text("key")) {
		return kit.Refuse(http.StatusUnauthorized, "", "the API key of the organization is missing or wrong")
	}
	parts := strings.Split(c.Method+"/"+rest, "/")
	is := func(pattern ...string) bool {
		return slices.EqualFunc(parts, pattern, func(part, want string) bool { return want == "*" || part == want })
	}
	switch {
	case is(http.MethodPost, "get-scim-links-for-email"):
		body, no := c.ReadBody()
		if no != nil {
			return no
		}
		mail := ordered.New("email", body.Text("email"))
		a.writeLinks(w, id, func(record *ordered.Object) bool { return hasMail(record, mail) })
	case is(http.MethodGet, "user", "*", "get-scim-links"):
		a.writeLinks(w, id, func(record *ordered.Object) bool { return accountOf(record) == parts[2] })
	case is(http.MethodDelete, "user", "*", "onlyDeleteUserInDB"):
		return a.removeRecords(w, parts[2])
	case is(http.MethodPatch, "scimDirectoryId", directory, "scimUserId", "*", "unlink"):
		return a.unlink(w, parts[4])
	default:
		return kit.Missing("endpoint")
	}
	return nil
}

// records are the provisioning records of an organization: users, and what was left behind, which has the
// form of a user here.
func (a *atlassian) records() []*ordered.Object {
	list := slices.Clone(a.store.All("Users"))
	for _, account := range a.store.All(accounts) {
		if account.Get("stale") == true {
			record := ordered.New("id", account.Text("id"),
				"emails", []any{ordered.New("value", account.Text("email"), "primary", true)})
			if id := account.Text("accountId"); id != "" {
				record.Set(externalURN, ordered.New("atlassianAccountId", id))
			}
			list = append(list, record)
		}
	}
	return list
}

// accountOf returns the account that a record is linked to; empty for none.
func accountOf(record *ordered.Object) string {
	return ordered.TextOf(record.Get(externalURN), "atlassianAccountId")
}

// writeLinks answers with the records that are meant.
func (a *atlassian) writeLinks(w http.ResponseWriter, org string, means func(*ordered.Object) bool) {
	list := []any{}
	for _, record := range a.records() {
		if !means(record) {
			continue
		}
		link := ordered.New("scimUserId", record.Text("id"), "atlassianAccountId", nil, "orgId", org,
			"directoryId", directory)
		if id := accountOf(record); id != "" {
			link.Set("atlassianAccountId", id)
		}
		list = append(list, link)
	}
	w.Header().Set("Content-Type", "application/json")
	kit.WriteJSON(w, http.StatusOK, ordered.New("scimLinks", list))
}

// unlink takes the link from a record, which stays. That a record without a link still stands in the way of
// users is this imitation's: the reference does not say.
func (a *atlassian) unlink(w http.ResponseWriter, id string) *kit.Refusal {
	for _, kind := range []string{"Users", accounts} {
		old, ok := a.store.Find(kind, id)
		if !ok || kind == accounts && old.Get("stale") != true {
			continue
		}
		record := old.Clone()
		record.Drop(externalURN)
		record.Drop("accountId")
		a.store.Put(kind, id, record)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return kit.Missing("SCIM user")
}

// removeRecords removes the records of an account, which must be a managed one. The account stays, and the
// user is in no group any more ("You will have to completely reprovision the user").
func (a *atlassian) removeRecords(w http.ResponseWriter, account string) *kit.Refusal {
	list := slices.DeleteFunc(a.records(), func(record *ordered.Object) bool { return accountOf(record) != account })
	if len(list) == 0 || !slices.ContainsFunc(list, a.manages) {
		return kit.Missing("managed account")
	}
	for _, record := range list {
		a.store.RemoveUser(record.Text("id"))
		a.store.Remove(accounts, record.Text("id"))
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// isAdmin reports whether a path is one of the admin APIs of an organization, and which.
func (a *atlassian) isAdmin(path string) (rest string, is bool) {
	rest, is = strings.CutPrefix(path, adminBase)
	return rest, is && len(a.store.All(organizations)) > 0
}
