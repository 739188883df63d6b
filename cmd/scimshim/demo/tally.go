package demo

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
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

// messagesOfRule is a sample of the metrics, with the name of the rule as it is quoted there.
var messagesOfRule = regexp.MustCompile(
	`^scimshim_rule_messages_total\{(?:.*,)?rule=("(?:[^"\\]|\\.)*").*\} ([0-9.e+]+)$`,
)

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
	return changedIn(string(text))
}

// changedIn returns how many messages each rule has changed, as the metrics say.
func changedIn(metrics string) (map[string]string, error) {
	counts, changed := map[string]string{}, fmt.Sprintf("outcome=%q", rewrite.Changed.String())
	for line := range strings.Lines(metrics) {
		if !strings.Contains(line, changed) {
			continue
		}
		if found := messagesOfRule.FindStringSubmatch(strings.TrimSuffix(line, "\n")); found != nil {
			name, err := strconv.Unquote(found[1])
			if err != nil {
				return nil, fmt.Errorf("the proxy's metrics have a rule %s: %w", found[1], err)
			}
			counts[name] = found[2]
		}
	}
	return counts, nil
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
