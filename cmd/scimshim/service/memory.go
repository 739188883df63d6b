package service

import (
	"log/slog"
	"runtime/debug"

	"scimshim/proxy/limit"
)

// LimitMemory has the garbage collector keep to what the process may take, also where only
// the cgroup says so: without that the heap would
// grow to twice what is in use, and the process be killed.
func LimitMemory(log *slog.Logger) {
	n, by := limit.FindMemory()
	if by == "cgroup" {
		debug.SetMemoryLimit(n)
	}
	if by != "" {
		log.Info("memory is limited", "bytes", n, "by", by)
	}
}
