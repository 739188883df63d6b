package demo

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"

	"scimshim/rewrite"
	"scimshim/rules"
)

// A tally tells from the proxy's own metrics which rules changed a message. A
// nil tally is that of a target without the proxy.
type tally struct {
	client *http.Client
	url    string // of /metrics
	set    *rules.Set
}

var changedRule = regexp.MustCompile(`(?m)^scimshim_rule_messages_total\{(.*)\} ([0-9.e+]+)$`)

// count returns how many messages each rule has changed so far, as text.
func (t *tally) count() (map[string]string, error) {
	if t == nil {
		return nil, nil
	}
	answer, err := t.client.Get(t.url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the proxy answers %d to a question for its metrics", answer.StatusCode)
	}
	counts := map[string]string{}
	for _, found := range changedRule.FindAllStringSubmatch(string(text), -1) {
		for _, info := range t.set.Infos {
			if hasLabel(found[1], "rule", info.Name) && hasLabel(found[1], "outcome", rewrite.Changed.String()) {
				counts[info.Name] = found[2]
			}
		}
	}
	return counts, nil
}

func hasLabel(labels, name, value string) bool {
	return strings.Contains(","+labels+",", fmt.Sprintf(",%s=%q,", name, value))
}

// rose returns the rules that one count has more of than the other, in the
// order of the chain.
func (t *tally) rose(before, after map[string]string) []string {
	if t == nil {
		return nil
	}
	var names []string
	for _, info := range t.set.Infos {
		if before[info.Name] != after[info.Name] {
			names = append(names, info.Name)
		}
	}
	return names
}
