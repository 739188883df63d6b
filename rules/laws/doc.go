// Package laws has no code but tests: what holds for all kinds of rules and for all
// packs, of requests and answers made at random and of all cases. A test of one kind
// stands beside the kind.
package laws
