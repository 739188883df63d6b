package answer

import (
	"scimshim/rewrite"
	"scimshim/rules/kind"
)

// refusing answers each request with a status and a sentence, and the target is not asked.
type refusing struct {
	kind.RequestOnly
	status int
	detail string
}

// refuse returns the rule that does so.
func refuse(status int, detail string) rewrite.Rule { return &refusing{status: status, detail: detail} }

func (r *refusing) Request(*rewrite.Message) error {
	return &rewrite.Refusal{Status: r.status, Reason: rewrite.RuleRefused, Detail: r.detail}
}
