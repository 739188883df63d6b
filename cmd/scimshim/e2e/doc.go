// Package e2e is a room of tests: the service as serve runs it, in this process, between a
// client that sends what clients send and a target: an imitated one, or one that misbehaves.
//
// It promises of the whole what no package can promise alone: matching by e-mail finds who is
// there and refuses what cannot be asked, bad requests do not reach the target, bad targets are
// told apart, no log line and no metric holds a value, an index is true while users come and
// go, an assumption that was seen broken lapses, and reported bugs of others stay cured.
//
// It is run by go test. What needs the program as a process is in cmd/scimshim (scripts) and
// in cmd/scimshim/siege.
package e2e
