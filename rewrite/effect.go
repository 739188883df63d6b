package rewrite

import "errors"

// An Effect is what is known of a request that was to change something.
type Effect byte

// The effects.
const (
	NoEffect      Effect = iota // it was not carried out
	Done                        // it was, and the answer is the target's
	UnknownEffect               // nobody knows
)

// EffectOf returns what is known of a request's effect. A target that answers 408
// or 5xx, or not at all, may have carried it out. There is neither an answer nor an
// error where the proxy met a fault of its own.
func EffectOf(m *Message, err error) Effect {
	switch {
	case err != nil:
		return effectOfFailure(err)
	case m.IsRequest(), m.Status >= 500, m.Status == 408, !m.Stated():
		return UnknownEffect
	case m.Status >= 200 && m.Status <= 299:
		return Done
	}
	return NoEffect
}

func effectOfFailure(err error) Effect {
	var r *Refusal
	if errors.As(err, &r) && (r.Unsent || r.Reason == TargetCredential) {
		return NoEffect
	}
	return UnknownEffect
}
