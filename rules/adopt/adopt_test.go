package adopt_test

import (
	"testing"

	"scimshim/rules/blocktest"
)

func TestCases(t *testing.T) { blocktest.Cases(t, "testdata") }

func TestBlocksRefuse(t *testing.T) {
	for name, b := range map[string]struct{ block, want string }{
		"nothing":       {"users: {adopt: {policy: link}}", `own.yaml:2:16: missing "by"`},
		"no policy":     {"users: {adopt: {by: userName}}", `own.yaml:2:16: missing "policy"`},
		"another":       {"users: {adopt: {by: userName, policy: merge}}", "own.yaml:2:39: expected one of"},
		"all":           {"adopt: {by: externalId, policy: link}", "own.yaml:2:8: move this below users or groups"},
		"no attributes": {"users: {adopt: {by: [], policy: link}}", "own.yaml:2:21: expected at least one attribute"},
		"too many": {"users: {adopt: {by: [userName, externalId, emails.value, title, nickName], policy: link}}",
			"own.yaml:2:21: expected at most 4 attributes"},
		"a status alone": {"users: {adopt: {by: userName, policy: link, when: {status: 400}}}",
			"own.yaml:2:51: a status alone does not say"},
		"a filter": {"users: {adopt: {by: userName, policy: link, when: {scim_type: invalidFilter}}}",
			"own.yaml:2:63: a filter that the target refuses"},
		"no cure": {"users: {adopt: {by: userName, policy: link, cure: {}}}", "own.yaml:2:51: expected held or hidden"},
		"no text": {"users: {adopt: {by: active, policy: link}}", "own.yaml:2:21: active is no text"},
		"no elements": {"users: {adopt: {by: 'name[givenName eq \"x\"].familyName', policy: link}}",
			"own.yaml:2:21: name has no elements"},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, b.block, b.want) })
	}
}
