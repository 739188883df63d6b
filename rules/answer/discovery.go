package answer

import (
	"strings"

	"scimshim/rewrite"
	"scimshim/rewrite/filter"
	"scimshim/rewrite/json"
	"scimshim/rules/kind"
	"scimshim/rules/part"
)

// discovery makes the target's ServiceProviderConfig (RFC 7643, section 5) tell the
// truth about the service that clients meet behind the proxy.
//
// bulk is not supported, whatever the target says, since the proxy forwards no
// bulk request (RFC 7644, section 3.7); a client that believes otherwise loses its
// changes. Where maxOperations or maxPayloadSize of bulk is missing, which are required,
// it is 0: a client that reads no configuration without them, as authentik, believes that
// there is no PATCH. What a feature says of supported becomes true or false where it is a
// number or a text: Snowflake says 0. All else is left: filters, PATCH, sorting,
// passwords and ETags are what the target makes of them, since the proxy passes
// them on. Documents that a reply gives are left, too.
type discovery struct{ kind.AnswerOnly }

// HonestDiscovery returns the rule that makes the configuration of the service true.
func HonestDiscovery() rewrite.Rule { return discovery{} }

func (discovery) Response(m *rewrite.Message) error {
	if m.Local() || m.Method != "GET" || !filter.Fold(m.Resource, "ServiceProviderConfig") {
		return nil
	}
	return m.MapAttributes(func(a rewrite.Attr) (rewrite.Edit, error) {
		switch {
		case a.Level == rewrite.Root:
			if text, _ := rewrite.Lookup(a.Value, bulkPath); text == "" {
				return rewrite.Add(bulkPath.Name, noBulk("")), nil
			}
		case a.Level == rewrite.Whole && a.Path.Is(bulkPath):
			return rewrite.Set(noBulk(a.Value)), nil
		case a.Level == rewrite.Sub && filter.Fold(a.Path.Sub, "supported"):
			if text, ok := supported(a.Value); ok {
				return rewrite.Set(text), nil
			}
		}
		return rewrite.Keep, nil
	})
}

var bulkPath = filter.Path{Name: "bulk"}

// noBulk returns what a target says of bulk requests with the truth about those of the
// proxy, and all that RFC 7643, section 5, requires.
func noBulk(said string) string {
	if !json.IsObject(said) {
		said = "{}"
	}
	said = part.PutAt(said, []string{"supported"}, "false")
	for _, limit := range [...]string{"maxOperations", "maxPayloadSize"} {
		if _, some := rewrite.Lookup(said, filter.Path{Name: limit}); !some {
			said = part.PutAt(said, []string{limit}, "0")
		}
	}
	return said
}

// supported returns the boolean that a number or a text stands for.
func supported(json string) (string, bool) {
	switch strings.ToLower(strings.Trim(json, `"`)) {
	case "true", "1":
		return "true", true
	case "false", "0", "null":
		return "false", true
	}
	return "", false
}
