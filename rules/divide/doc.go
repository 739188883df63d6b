// Package divide takes a PATCH to its answer by several requests, where the target takes no
// other: changes of members in chunks, the replacement of all members as their difference, and
// the operations of a PATCH in an order.
//
// All of its requests are such that a client may send the whole PATCH again, whatever became of
// it: to add a member twice, or to remove one twice, changes nothing (RFC 7644, section 3.5.2).
// None is sent again here if nobody knows what became of it, and a PATCH is answered as a success
// only if all of it was carried out.
//
// The options are read by package patch.
package divide
