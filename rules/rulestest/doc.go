// Package rulestest is what tests of rules have in common: it compiles rules that are
// given as text, takes messages through them, and looks at what came of it. Only tests
// import it.
package rulestest
