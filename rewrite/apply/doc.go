// Package apply carries out the operations of a PATCH on a resource (RFC 7644, section 3.5.2), and
// says which operations make one resource of another.
//
// It knows SCIM's attribute definitions and JSON, and no messages. What operations are not about
// keeps its bytes. The resource and all values must have passed json.Check. Work and growth are
// bounded: what an operation costs does not depend on how many there were before it.
//
// Where the RFC leaves something open:
//
//   - A removal of what is not there, also by a filter that no value satisfies, changes nothing.
//   - An add by a filter of comparisons with eq that no value satisfies adds such a value. A replace
//     is an error, noTarget (section 3.5.2.3).
//   - A removal of a multi-valued attribute that has a value removes the values that it lists, and
//     not all, which is what the path alone would say.
//   - null, and a list of nothing, are no value (RFC 7643, section 2.5): an add or replace of a
//     single value by null removes it.
//   - A value without path may have attributes that only the server writes; they are left alone. A
//     path to one is an error. schemas follows from the extensions that the resource has.
//   - A filter of which it cannot be told whether a value satisfies it is an error.
//   - An attribute that is neither declared nor shown by the resource is an error.
package apply
