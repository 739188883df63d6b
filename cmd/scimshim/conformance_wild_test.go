//go:build conformance

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scimshim/config"
	"scimshim/rewrite"
	"scimshim/rewrite/filter"
)

// TestConformanceWild replays requests that were pasted into issues, documents
// and collections, each straight at a server of others, as it was sent, and
// through the proxy, with a fresh directory each time. What came of it is read
// back from the server and compared with what the request means. All that the
// proxy does not make right is in the table of exceptions, with its reason.
func TestConformanceWild(t *testing.T) {
	rows := wildRows(t, "wild.jsonl")
	clients := wildClients(t)
	for _, target := range realTargets {
		t.Run(target.name, func(t *testing.T) {
			server := startReal(t, target)
			proxies := startProxies(t, target, server)
			var straight, through realTally
			table := newExceptions(t, target)
			for _, row := range rows {
				straight.add(server.worst(server.base, row))
				v := server.worst(proxies[wildPack(clients[row.ID])], row)
				through.add(v)
				table.found(row.ID, v)
			}
			t.Logf("%d requests straight at %s: %s", len(rows), target.name, straight)
			t.Logf("%d requests through the proxy: %s", len(rows), through)
			table.close()
		})
	}
}

// wildClients returns by its id which client sent a row of the corpus.
func wildClients(t *testing.T) map[string]string {
	t.Helper()
	dir := os.Getenv("SCIM_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	file, err := os.Open(filepath.Join(dir, "wild.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	clients := map[string]string{}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row struct{ ID, Client string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		clients[row.ID] = row.Client
	}
	return clients
}

// realPacks are the packs of clients in the corpus that have one of their own.
var realPacks = []string{"entra"}

// wildPack returns the pack for a client. Most of the corpus is Entra's, or
// behaves as if.
func wildPack(client string) string {
	for _, pack := range realPacks {
		if strings.HasPrefix(client, pack) {
			return pack
		}
	}
	return realPacks[0]
}

// startProxies starts a proxy for each pack of a client, and returns the URLs.
func startProxies(t *testing.T, target realTarget, server *realServer) map[string]string {
	t.Helper()
	urls := map[string]string{}
	for _, pack := range realPacks {
		urls[pack] = server.proxied(t, pack, conformanceFile(target.name+".yaml"))
	}
	return urls
}

// proxied starts a proxy with some rules before the server, and returns its URL.
func (s *realServer) proxied(t *testing.T, rules ...string) string {
	t.Helper()
	return serveFront(t, config.ServeFlags{Target: s.base, Rules: rules}).url
}

// worst replays a row on a directory in each state, and returns the first
// verdict that is not right.
func (s *realServer) worst(base string, row wildRow) (worst realVerdict) {
	s.t.Helper()
	states := []wildState{wildFull}
	if row.Method != "GET" && row.Method != "POST" {
		states = append(states, wildInactive)
	}
	for _, state := range states {
		v := s.replay(base, row, state)
		if v.word == "wrong" {
			v.says += " (" + string(state) + ")"
			return v
		}
		if worst.word == "" || worst.word == "right" {
			worst = v
		}
	}
	return worst
}

// replay sends one request to a base URL and judges what came of it.
func (s *realServer) replay(base string, row wildRow, state wildState) realVerdict {
	s.t.Helper()
	m := row.message()
	ids := s.fill(m, state)
	p := &realPlay{wildPlay{target: realKeeps, asked: *m, message: &rewrite.Message{}}}
	p.asked.Query = slices.Clone(m.Query)
	var err error
	if p.before, err = s.directory(ids); err != nil {
		s.t.Fatal(err)
	}
	a := s.ask(base, m.Method, ids.path(m), ids.real(m.Body))
	p.message.Answer(a.status, "", ids.wild(a.body))
	if p.after, err = s.directory(ids); err != nil {
		return realVerdict{word: "wrong", says: err.Error()}
	}
	return p.verdict()
}

// directory reads all that the server holds, with the ids of the corpus.
func (s *realServer) directory(ids *realIDs) (map[string][]wildObject, error) {
	all := map[string][]wildObject{}
	for _, resource := range []string{"Users", "Groups"} {
		list, err := s.list(resource)
		if err != nil {
			return nil, err
		}
		for _, o := range list {
			all[resource] = append(all[resource], wildDecode(ids.wild(wildEncode(o))))
		}
	}
	return all, nil
}

// verdict says what came of a request.
func (p *realPlay) verdict() realVerdict {
	if p.message.Status >= 400 || p.message.Status == 0 {
		answer := wildDecode(p.message.Body)
		v := realVerdict{"refused", p.message.Status, wildText(answer, "scimType"), wildText(answer, "detail")}
		if wildEncode(p.before["Users"]) != wildEncode(p.after["Users"]) ||
			wildEncode(p.before["Groups"]) != wildEncode(p.after["Groups"]) {
			v.word, v.says = "wrong", "an error, and yet the directory has changed: "+v.says
		}
		return v
	}
	switch why, err := p.judge(); {
	case errors.Is(err, errWildUnjudged):
		return realVerdict{word: "unjudged"}
	case why != "":
		return realVerdict{word: "wrong", says: why}
	}
	return realVerdict{word: "right"}
}

// realKeeps is a target that keeps all that the schemas of RFC 7643 have, but
// never shows a password. Where there is one value, it says nothing that it is
// the primary one.
var realKeeps = wildTarget{name: "real", kept: func(resource string, _, o wildObject) wildObject {
	o = wildBare(resource, o)
	delete(o, "password")
	for name, v := range o {
		if strings.HasPrefix(name, "urn:") && name != filter.EnterpriseURN {
			delete(o, name)
		}
		if only, ok := wildOnly(v).(wildObject); ok && len(wildList(v)) == 1 {
			delete(only, "primary")
		}
	}
	return wildPlain(o).(wildObject)
}}
