// Package later keeps references to resources that a target does not have yet, such as the members of
// a group or the manager of a user, and makes them when it has them.
//
// A reference is kept for a while only, in the state of the route. It is tried again with the next
// requests for the resource that it is of, and when users are created, a few at a time and ever more
// seldom. What a client says meanwhile of the same goes before it. To make a reference twice changes
// nothing, so that one of which nobody knows whether it was made is tried again, too, in another
// request of the client's.
//
// The options are read by package patch.
package later
