//go:build poison

package filter

// Poisoned says that what is released is spoilt, for tests: see Nodes.
const Poisoned = true
