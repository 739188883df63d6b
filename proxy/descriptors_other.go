//go:build !unix

package proxy

// descriptorLimit returns how many descriptors the process may have open; 0 means that it
// is not known.
func descriptorLimit() int { return 0 }
