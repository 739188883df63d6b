package emulate_test

import (
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/blocktest"
	"scimshim/rules/cases"
)

func TestBlocksRefuse(t *testing.T) {
	for name, b := range map[string]struct{ block, want string }{
		"no action":            {"puts: {clear: true}", `own.yaml:2:7: missing "action"`},
		"another action":       {"puts: {action: drop}", "own.yaml:2:16: expected one of: pass, patch, refuse"},
		"refused in silence":   {"puts: {action: refuse}", `own.yaml:2:7: missing "message"`},
		"cleared by nothing":   {"puts: {action: pass, clear: true}", "own.yaml:2:29: only a PUT that becomes a PATCH"},
		"by another method":    {"patch: {emulate: post}", "own.yaml:2:18: expected one of: put"},
		"an empty list":        {"patch: {emulate: {by: put, attributes: []}}", "own.yaml:2:40: expected at least one attribute"},
		"an unknown attribute": {"users: {patch: {emulate: {by: put, attributes: ['a b']}}}", "own.yaml:2:51: "},
	} {
		t.Run(name, func(t *testing.T) { blocktest.Refuses(t, b.block, b.want) })
	}
}

func requestOf(t *testing.T, text string) *rewrite.Message {
	t.Helper()
	m, err := cases.ParseRequest(text)
	if err != nil {
		t.Fatal(err)
	}
	return m
}
