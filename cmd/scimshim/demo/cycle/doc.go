// Package cycle is what an identity provider does with an account and a group over their
// lives: the people that take part, the requests that it sends, what it must hear, and what
// must then be in the target's store. It knows no target, no proxy and no rules, so that the
// same cycle is played by the demo and at servers of others.
//
// Its types in reading order: Cast and Person, Step, Request and Answer, Directory.
package cycle
