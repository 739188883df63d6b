package main

import (
	"log/slog"
	"runtime/debug"

	"scimshim/proxy"
)

// limitMemory has the garbage collector keep to what the process may take, also where only
// the cgroup says so: it would else let the heap grow to twice what is in use, and the
// process be killed.
func limitMemory(log *slog.Logger) {
	n, by := proxy.FindMemory()
	if by == "cgroup" {
		debug.SetMemoryLimit(n)
	}
	if by != "" {
		log.Info("memory is limited", "bytes", n, "by", by)
	}
}
