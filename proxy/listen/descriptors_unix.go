//go:build unix

package listen

import (
	"math"
	"syscall"
)

// Descriptors returns how many descriptors the process may have open. The Go runtime
// has raised the soft limit to the hard one when the process began. 0 means that it is
// not known, or none.
func Descriptors() int {
	var r syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &r) != nil || r.Cur > math.MaxInt32 {
		return 0
	}
	return int(r.Cur)
}
