// Package part reads and makes the parts of a message that rules of several kinds work
// on: members of JSON objects, the list schemas, elements and the brackets that select
// them, the values of PATCH operations. It knows no rule, and what it is given it does
// not keep.
package part
