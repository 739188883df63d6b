//go:build !unix

package listen

// DescriptorLimit returns how many descriptors the process may have open; 0 means that it
// is not known.
func DescriptorLimit() int { return 0 }
