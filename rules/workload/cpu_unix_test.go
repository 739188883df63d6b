//go:build unix

package workload

import (
	"syscall"
	"time"
)

// processorTime returns how long processors have worked for this process. Beside other work it says
// more than what a clock shows.
func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano())
}
