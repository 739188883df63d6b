package kind

import "scimshim/rewrite"

// RequestOnly is embedded by the rules that leave responses alone.
type RequestOnly struct{}

// Response does nothing.
func (RequestOnly) Response(*rewrite.Message) error { return nil }

// KeepsAnswers says so to the chain, which does not ask.
func (RequestOnly) KeepsAnswers() {}

// AnswerOnly is embedded by the rules that leave requests alone.
type AnswerOnly struct{}

// Request does nothing.
func (AnswerOnly) Request(*rewrite.Message) error { return nil }

// KeepsRequests says so to the chain, which does not ask.
func (AnswerOnly) KeepsRequests() {}

// Inert is embedded by the rules that act through the chain as a whole.
type Inert struct {
	RequestOnly
	AnswerOnly
}
