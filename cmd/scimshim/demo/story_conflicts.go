package demo

import (
	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rules"
)

const (
	annaLind = "anna.lind@example.com"
	annaBerg = "anna.berg@example.com"
	omarOld  = "omar.sy@example.com"
	omarNew  = "omar.diallo@example.com"
	ida      = "ida.holm@example.com"
)

var emailChange = Story{
	Name:  "email-change",
	title: "An e-mail changes in Entra, and Atlassian answers 409 for ever",
	symptom: "Anna and Omar have married. Somebody had invited Anna under her new address, which made a second " +
		"account. Omar's is held by a provisioning record that was left behind and that nobody sees. Both " +
		"changes fail in every cycle, with one and the same sentence, which does not say what is in the way.",
	target: "atlassian", named: "Atlassian",
	listed: "[entra, {pack: atlassian, with: {match_email: username, conflicts: explain}}]",
	given:  []rules.Given{{Name: "match_email", Value: "username"}, {Name: "conflicts", Value: "explain"}},
	before: []resource{
		user("1001", "object-anna", annaLind, annaLind), user("1002", "", annaBerg, annaBerg),
		user("1003", "object-omar", omarOld, omarOld),
		{"Accounts", `{"id":"left","email":"` + omarNew + `","stale":true}`},
	},
	directly: []act{
		{does: "writes Anna's new address", ask: moves("1001", annaBerg), status: 409,
			quotes: []string{"already exists"}},
		{does: "writes Omar's", ask: moves("1003", omarNew), status: 409, quotes: []string{"already exists"},
			so: "They keep their old addresses, and cannot log in with the new ones."},
	},
	shimmed: []act{
		{does: "writes Anna's new address", ask: moves("1001", annaBerg), status: 409,
			quotes: []string{`held by the user "1002"`, "rename this duplicate"}},
		{who: "administrator", does: "gives the duplicate, 1002, a placeholder for a name",
			puts: user("1002", "", "anna.berg+duplicated@example.com", "anna.berg+duplicated@example.com")},
		{does: "tries again", ask: moves("1001", annaBerg), status: 200},
		{does: "writes Omar's", ask: moves("1003", omarNew), status: 409,
			quotes: []string{"no user that the target shows", "stale provisioning record"}},
		{who: "administrator", does: "removes the stale record by Atlassian's admin API",
			puts: resource{"Accounts", `{"id":"left","email":"removed@example.com","stale":true}`}},
		{does: "tries again", ask: moves("1003", omarNew), status: 200},
	},
	meant: []meaning{
		{"Anna, 1001, has the address " + annaBerg, there(annaBerg,
			func(u cycle.Account) bool { return u.ID == "1001" })},
		{"Omar, 1003, has the address " + omarNew, there(omarNew,
			func(u cycle.Account) bool { return u.ID == "1003" })},
	},
}

var invitedUser = Story{
	Name:  "invited-user",
	title: "Somebody who was invited by hand never gets her groups",
	symptom: "Ida was invited to Atlassian before Entra provisioned her. Entra looks for her by externalId, which " +
		"her record does not have, and cannot create her. It has no account of hers to put into a group. In " +
		"Entra nothing changes any more, so it never tries: she sees no project.",
	target: "atlassian", named: "Atlassian",
	listed: "[entra, {pack: atlassian, with: {match_email: username, conflicts: update}}]",
	given:  []rules.Given{{Name: "match_email", Value: "username"}, {Name: "conflicts", Value: "update"}},
	before: []resource{user("2001", "", "Ida.Holm@example.com", "Ida.Holm@example.com"),
		{"Groups", `{"id":"3001","displayName":"Engineers"}`}},
	directly: []act{
		{does: "looks for Ida", ask: askObject("object-ida"), status: 200},
		{does: "creates her", ask: create("object-ida", ida, ida), status: 409,
			quotes: []string{"already exists"},
			so:     "Entra has no id to put into the group Engineers, and sends nothing."},
	},
	shimmed: []act{
		{does: "looks for Ida", ask: askObject("object-ida"), status: 200},
		{does: "creates her", ask: create("object-ida", ida, ida), status: 201,
			so: "Exactly one user has the address, and no other externalId: Entra gets her id, 2001."},
		{does: "puts her into the group", ask: cycle.Patch("Groups", "3001", cycle.MemberOp("Add", "2001")),
			status: 200},
		{does: "looks for her in the next cycle", ask: askObject("object-ida"),
			status: 200, finds: 1},
	},
	meant: []meaning{
		{"Ida is there, once, as Entra's object", there(ida,
			func(u cycle.Account) bool { return u.ExternalID == "object-ida" })},
		{"she is in the group Engineers", func(d cycle.Directory) bool { return d.Group("3001").Has("2001") }},
	},
}
