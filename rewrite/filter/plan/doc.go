// Package plan says how a filter is answered by a target that may not take it. It
// knows the language of package filter and what is proven of it, and nothing of
// messages, of HTTP, of the index or of rules: a plan is a value that others carry
// out.
//
// In reading order:
//
//   - A Pattern is a filter with holes; what it matches fills them (Bindings), and
//     Replace puts another in its place.
//   - Normal, Same and Granted are the laws: filters that differ in form only.
//     Relate proves that one pattern selects all that another does. CounterExample
//     knows no law and looks for a resource that refutes it, and a Witness looks in
//     resources that are there.
//   - A Form is what a target takes, an Accept the list of all its forms.
//   - Accept.Plan brings a filter into accepted forms, and remembers how by the filter's
//     shape, without its values. Accept.Answer also looks for what implies it, for parts
//     of it, for an id and for an index, within Limits, and returns the cheapest Plan. Of
//     what cannot be answered the error is an Unsupported, which says what the target
//     takes.
//
// All of them may be used by many goroutines at once. What is proven holds for each
// directory, whatever is in it; searches for proofs are bounded, and what lies beyond
// the bound is not proven.
package plan
