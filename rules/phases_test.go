package rules_test

import (
	"slices"
	"strings"
	"testing"

	"scimshim/rules"
	"scimshim/rules/rulestest"
)

// stepsOf returns the names of the steps of files, in their order.
func stepsOf(set *rules.Set) string {
	var names []string
	for _, i := range set.Infos {
		names = append(names, i.Name)
	}
	return strings.Join(names, " ")
}

// The steps of a phase stand before those of the next, whatever file they are of, and in a
// phase in the order of the files.
func TestPhasesOfAllFiles(t *testing.T) {
	set := rulestest.Compile(t,
		"name: a\nfor: client\nusers: {rename: {from: title, to: nickName}}\nnormalize: [schemas, op_case]\nread: [unquoted]\n",
		"name: b\nfor: target\nusers: {stores: {others: drop, attributes: [userName]}, rename: {from: locale, to: timezone}}\n"+
			"normalize: [{paths: values}]\n",
		"name: c\nusers: {drop: [nickName]}\n")
	want := "a/read.unquoted a/normalize.op_case b/normalize.paths a/users.rename.title b/users.rename.locale c/users.drop " +
		"b/users.stores.others a/normalize.schemas b/locations"
	if got := stepsOf(set); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// What two files say alike is done once; of a file of one's own that is remarked.
func TestRepetitions(t *testing.T) {
	const client = "name: a\nfor: client\nnormalize: [schemas, {paths: values}]\n"
	const target = "name: b\nfor: target\nnormalize: [schemas]\n"
	pack := func(text string, ships bool) rules.Source {
		return rules.Source{File: text[6:7] + ".yaml", Data: []byte(text), Pack: ships}
	}
	set := rulestest.CompileSources(t, pack(client, true), pack(target, true))
	if got, want := stepsOf(set), "a/normalize.paths a/normalize.schemas b/locations"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	set = rulestest.CompileSources(t, pack(client, true), pack("name: c\nnormalize: [{paths: values}]\n", false))
	var doubts []string
	for _, d := range set.Doubts {
		doubts = append(doubts, d.Error())
	}
	if want := "c.yaml:2:21: c/normalize.paths repeats what a/normalize.paths says; remove " +
		"it"; !slices.Contains(doubts, want) {
		t.Errorf("got %q\nwant %s", doubts, want)
	}
}

// The place of what a target shows is that of the proxy, unless that is turned off.
func TestLocations(t *testing.T) {
	has := func(sources ...rules.Source) bool {
		return strings.Contains(stepsOf(rulestest.CompileSources(t, sources...)), "servicenow/locations")
	}
	own := rules.Source{File: "own.yaml", Data: []byte("name: own\noverrides: [{step: servicenow/locations, mode: disabled}]\n")}
	if s := rulestest.StatedPack(t, "servicenow"); !has(s) || has(s, own) {
		t.Error("locations are not rewritten, or cannot be left alone")
	}
}
