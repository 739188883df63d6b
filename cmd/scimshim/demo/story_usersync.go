package demo

import (
	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rules"
)

const (
	ada     = "ada.lind@example.com"
	tom     = "tom.weber@partner.example"
	tomName = "tom.weber_partner.example#EXT#@example.onmicrosoft.com"
	leo     = "leo.kurz@example.com"
)

var userSync = Story{
	Name:  "user-sync",
	title: "What User Sync did in Data Center is lost on the way to the cloud",
	symptom: "Users come from Jira Data Center, where User Sync cut the domain off the user names, gave guests of " +
		"Entra their own address, disabled whoever left, let only Jira's groups through, and took nobody out of " +
		"the administrators. Atlassian Cloud has the accounts by these names. Entra sends the principal names, " +
		"finds nobody, deletes leavers for good, and brings and changes all groups.",
	target: "atlassian", named: "Atlassian",
	listed: "[entra, ./local.yaml, {pack: atlassian, with: {match_email: refuse}}]; local.yaml is:",
	given:  []rules.Given{{Name: "match_email", Value: "refuse"}},
	file: `name: local
for: target
users:
  convert:
    userName:
      patterns:
        - {match: '(.*)_(.*)#EXT#@.*', with: '$1@$2'}
        - {match: '(.*)@example[.]com', with: '$1'}
      no_match: refuse
      back: >-
        value contains "@" ? replace(value, "@", "_") + "#EXT#@example.onmicrosoft.com"
        : value + "@example.com"
  deletes: {action: deactivate}
groups:
  managed: {only: ['jira-.*'], protect: [jira-administrators]}
`,
	before: []resource{{"Domains", `{"name":"example.com"}`},
		user("ada", "", "ada.lind", ada), user("leo", "object-leo", "leo.kurz", leo),
		user("root", "", "root", "root@example.com"),
		{"Groups", `{"id":"admins","displayName":"jira-administrators","members":[{"value":"root"}]}`}},
	directly: []act{
		{does: "looks for Ada", ask: askName(ada), status: 200},
		{does: "creates her", ask: create("object-ada", ada, ada), status: 409,
			quotes: []string{"already exists"},
			so:     "Entra cannot link her, and manages nothing of hers."},
		{does: "creates Tom, a guest", ask: create("object-tom", tomName, tom), status: 201,
			so: "Nobody at Atlassian knows him by this name."},
		{does: "deletes Leo, who has left", ask: cycle.Request{Method: "DELETE", Path: "/Users/leo"}, status: 204,
			so: "His account has lost its record, its id and its groups. They do not come back with him."},
		{does: "creates a group that has nothing to do with Jira", ask: createGroup("payroll"), status: 201},
		{does: "removes root from jira-administrators, where Entra does not have him",
			ask: removeMember("admins", "root"), status: 200,
			so: "Nobody is left who administers Jira."},
	},
	shimmed: []act{
		{does: "looks for Ada", ask: askName(ada), status: 200, finds: 1},
		{does: "links her", ask: cycle.Patch("Users", "ada", cycle.Op("Add", "externalId", "object-ada")),
			status: 200},
		{does: "creates Tom, a guest", ask: create("object-tom", tomName, tom), status: 201},
		{does: "deletes Leo, who has left", ask: cycle.Request{Method: "DELETE", Path: "/Users/leo"}, status: 204},
		{does: "creates a group that has nothing to do with Jira", ask: createGroup("payroll"), status: 201},
		{does: "removes root from jira-administrators, where Entra does not have him",
			ask: removeMember("admins", "root"), status: 204},
	},
	meant: []meaning{
		{"Ada is there, once, as ada.lind, and is Entra's object", there(ada, func(u cycle.Account) bool {
			return u.UserName == "ada.lind" && u.ExternalID == "object-ada"
		})},
		{"Tom is there, once, as " + tom, there(tom, func(u cycle.Account) bool { return u.UserName == tom })},
		{"the group payroll is not there, and jira-administrators has its member", func(d cycle.Directory) bool {
			return len(d.Groups) == 1 && d.Group("admins").Has("root")
		}},
		{"Leo is there, and disabled", there(leo, func(u cycle.Account) bool { return u.Active == false })},
	},
}
