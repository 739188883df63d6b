package divide

import (
	"fmt"
	"slices"

	"scimshim/rewrite"
	"scimshim/rewrite/json"
	"scimshim/rules/later"
)

// Keeps says whether a PATCH is answered with success before all members are in, as kind.Keeps asks.
func (r *Members) Keeps() bool { return r.Defer > 0 }

// putOff keeps the members whom the target does not have, so that they are added when it has them.
// Where they cannot be kept they are refused.
func (p *progress) putOff() {
	if len(p.deferred) == 0 {
		return
	}
	list := make([]later.Reference, len(p.deferred))
	for i, ch := range p.deferred {
		element := json.Single("value", json.Quote(ch.id))
		list[i] = later.Reference{Resource: p.m.Resource, ID: p.m.ID, Attribute: members.Name, To: ch.id,
			Operation: `{"op":"add","path":"members","value":[` + element + `]}`}
	}
	if later.Keep(p.m, p.rule.Defer, list...) != nil {
		p.refuseDeferred()
		return
	}
	p.late = len(list)
	p.done += len(list)
	p.client.Decide(func() string {
		return fmt.Sprintf("puts off %s whom the target does not have", counted(len(list), "member"))
	})
	p.client.Warn()
}

// refuseDeferred counts the members who would be added later among those who are refused.
func (p *progress) refuseDeferred() {
	p.refused = append(p.refused, p.deferred...)
	p.absent += len(p.deferred)
	if p.first == nil {
		p.first = p.told
	}
	p.deferred = nil
}

// Says reports whether a PATCH says itself what becomes of a member who is still to be added: it removes
// him, or replaces all members, or it removes some of whom it is not known who they are.
func Says(m *rewrite.Message, r later.Reference) bool {
	changes, err := changesOf(m)
	return err == nil && slices.ContainsFunc(changes, func(ch change) bool {
		return ch.effect == replaces || ch.effect == removes && (ch.id == r.To || ch.id == "")
	})
}
