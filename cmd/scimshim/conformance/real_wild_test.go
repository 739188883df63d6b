//go:build conformance

package conformance

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"scimshim/rewrite"
	"scimshim/rules/packs"
)

// TestConformanceWild replays requests that were pasted into issues, documents
// and collections, each straight at a server of others, as it was sent, and
// through the proxy, with a fresh directory each time. What came of it is read
// back from the server and compared with what the request means. All that the
// proxy does not make right is in the table of exceptions, with its reason.
func TestConformanceWild(t *testing.T) {
	rows := wildRows(t, "wild.jsonl")
	for _, target := range corpusTargets {
		t.Run(target.name, func(t *testing.T) {
			t.Parallel()
			server := startReal(t, target)
			proxies := map[string]string{} // the URLs, by the pack for the client
			var straight, through realTally
			table := newExceptions(t, target.name)
			for _, row := range rows {
				straight.add(server.worst(server.base, row))
				pack := realPack(row.Client)
				if proxies[pack] == "" {
					proxies[pack] = server.proxied(t, pack, conformanceFile(target.name+".yaml"))
				}
				v := server.worst(proxies[pack], row)
				through.add(v)
				table.found(row.ID, v)
			}
			t.Logf("%d requests straight at %s: %s", len(rows), target.name, straight)
			t.Logf("%d requests through the proxy: %s", len(rows), through)
			table.close()
		})
	}
}

// realPack returns the pack for a client of the corpus: the one that other tests
// play it with, or that of its name, as entra is of entra-scim-validator. What
// nobody wrote a pack for behaves as Entra does.
func realPack(client string) string {
	if pack, ok := wildPacks[client]; ok {
		return pack
	}
	for _, pack := range packs.Names() {
		if strings.HasPrefix(client, pack) {
			return pack
		}
	}
	return "entra"
}

// proxied starts a proxy with some rules before the server, and returns its URL.
func (s *realServer) proxied(t *testing.T, files ...string) string {
	t.Helper()
	return serve(t, s.base, files...)
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
	ids, err := s.fill(m, state)
	if err != nil {
		return realVerdict{word: "unfilled", says: err.Error()}
	}
	p := &realPlay{wildPlay{target: realKeeps, asked: *m, message: &rewrite.Message{}}}
	p.asked.Query = slices.Clone(m.Query)
	if p.before, err = s.directory(ids); err != nil {
		s.t.Fatal(err)
	}
	a := s.ask(base, m.Method, ids.path(m), ids.real(m.Body))
	p.message.Answer(a.status, "", ids.wild(a.body))
	if p.after, err = s.directory(ids); err != nil {
		return realVerdict{word: "wrong", says: err.Error()}
	}
	v := p.verdict()
	if v.word == "wrong" && len(s.target.lacks) > 0 {
		p.target = lacking(s.target.lacks)
		if p.verdict().word == "right" {
			v.word = "lacks"
		}
	}
	return v
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
			delete(o, "groups") // which follow from the members of the groups
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
