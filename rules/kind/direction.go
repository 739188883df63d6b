package kind

import "scimshim/rewrite"

// RequestOnly is embedded by the rules that leave responses alone.
type RequestOnly struct{}

// Response does nothing.
func (RequestOnly) Response(*rewrite.Message) error { return nil }

// AnswerOnly is embedded by the rules that leave requests alone.
type AnswerOnly struct{}

// Request does nothing.
func (AnswerOnly) Request(*rewrite.Message) error { return nil }

// Inert is embedded by the rules that act through the chain as a whole.
type Inert struct {
	RequestOnly
	AnswerOnly
}
