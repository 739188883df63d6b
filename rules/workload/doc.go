// Package workload has the six messages by which the speed of the proxy is measured, and the chains
// of rules that they go through: a GET of a user, a query by e-mail, a PATCH, a new user, a list of
// 200 users, a PATCH of 1,000 members. They have the shapes, sizes and answers of the load harness's,
// so that what a benchmark of a chain says can be compared with what a load test says of the proxy.
// Only tests and benchmarks import it.
package workload
