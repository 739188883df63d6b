//go:build !unix

package listen

// Descriptors returns how many descriptors the process may have open; 0 means that it
// is not known.
func Descriptors() int { return 0 }
