package emulate_test

import (
	"testing"

	"scimshim/rules/blocktest"
)

func TestCases(t *testing.T) { blocktest.Cases(t, "testdata") }
