package demo

import (
	"scimshim/cmd/scimshim/demo/cycle"
	"scimshim/rules"
)

const (
	nils = "nils.berg@example.com"
	mia  = "mia.roth@example.com"
)

var filterAtAtlassian = Story{
	Name:  "atlassian-filter",
	title: "Entra looks for people by e-mail, and Atlassian does not take the question",
	symptom: "Atlassian's application in Entra matches people by e-mail. Atlassian can search by userName and " +
		"externalId only (ACCESS-1424, open). The provisioning log shows the error for each of them, and " +
		"again in every cycle; whoever matches by something else instead soon has people twice.",
	target: "atlassian", named: "Atlassian",
	listed: "[entra, {pack: atlassian, with: {match_email: username}}]",
	given:  []rules.Given{{Name: "match_email", Value: "username"}},
	before: []resource{user("mia", "object-mia", mia, mia)},
	directly: []act{
		{does: "looks for Nils, who is new", ask: askMail(nils), status: 400,
			quotes: []string{"Resource [USER] invalid filter"},
			so:     "Entra does not create him."},
		{does: "looks for Mia, who has a new title", ask: askMail(mia), status: 400,
			quotes: []string{"Resource [USER] invalid filter"},
			so:     "Entra does not find her, and the title stays in Entra."},
	},
	shimmed: []act{
		{does: "looks for Nils", ask: askMail(nils), status: 200, finds: 0},
		{does: "creates him", ask: create("object-nils", nils, nils), status: 201},
		{does: "looks for Mia", ask: askMail(mia), status: 200, finds: 1},
		{does: "writes her title", ask: cycle.Patch("Users", "mia", cycle.Op("Replace", "title", "Team Lead")),
			status: 200},
		{does: "looks for Nils again, in the next cycle", ask: askMail(nils), status: 200, finds: 1},
	},
	meant: []meaning{
		{"Nils is there, once", there(nils, whoever)},
		{"Mia is there, once, and is a Team Lead", there(mia,
			func(u cycle.Account) bool { return u.Title == "Team Lead" })},
	},
}

var filterAtServiceNow = Story{
	Name:  "servicenow-filter",
	title: "Entra looks for people by e-mail, and ServiceNow says Invalid filter",
	symptom: "ServiceNow can search for an e-mail, in one spelling. Entra uses another, and cannot be told. The " +
		"log of ServiceNow shows the parser's words. Mia leaves the company; Entra does not find her account, " +
		"which stays open.",
	target: "servicenow", named: "ServiceNow",
	listed: "[entra, servicenow]",
	before: []resource{user("mia", "object-mia", mia, mia)},
	directly: []act{
		{does: "looks for Nils, who is new", ask: askMail(nils), status: 400,
			quotes: []string{"Unexpected character '.value' at position 22"},
			so:     "Entra does not create him."},
		{does: "looks for Mia, who has left", ask: askMail(mia), status: 400,
			quotes: []string{"Unexpected character '.value' at position 22"},
			so:     "Entra does not find her, and disables nobody."},
	},
	shimmed: []act{
		{does: "looks for Nils", ask: askMail(nils), status: 200, finds: 0},
		{does: "creates him", ask: create("object-nils", nils, nils), status: 201},
		{does: "looks for Mia", ask: askMail(mia), status: 200, finds: 1},
		{does: "disables her", ask: cycle.Patch("Users", "mia", cycle.Op("Replace", "active", "False")),
			status: 200},
	},
	meant: []meaning{
		{"Nils is there, once", there(nils, whoever)},
		{"Mia is there, once, and disabled", there(mia,
			func(u cycle.Account) bool { return u.Active == false })},
	},
}
