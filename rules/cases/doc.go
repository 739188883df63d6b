// Package cases plays requests through a chain of rules and says what came of them.
//
// A Case is a request and what is to become of it, as text that people write and read:
// Parse reads one, Read also a bare request. Play runs it through a chain, Check says
// besides what it breaks of that which holds of every case, and an Explainer says what
// each rule did, in one run. Diff shows where two texts differ.
//
// The types, in reading order: Case and Section, Played, Step and Difference, Explainer.
// What is said of a rule is made of Steps everywhere, so that the section rules of a case
// and an explanation of it cannot disagree.
//
// The package knows chains and messages. It knows no rule files, kinds and packs: package
// suite, below this one, finds those that a case is played with.
package cases
