package limit

import (
	"io/fs"
	"math"
	"os"
	"path"
	"runtime/debug"
	"strconv"
	"strings"
)

// DefaultMemory is what a process may take of memory where nothing says it.
const DefaultMemory = 2 << 30

// FindMemory returns how many bytes of memory this process may take, and which of
// GOMEMLIMIT and the cgroup says so; DefaultMemory and nothing if neither does. Of a
// cgroup's limit, at which the process is killed, a quarter is left for what Go's limit
// does not count, and for what is allocated while garbage is collected.
func FindMemory() (n int64, by string) {
	if soft := debug.SetMemoryLimit(-1); soft < math.MaxInt64 {
		return soft, "GOMEMLIMIT"
	}
	if hard, ok := cgroupLimit(os.DirFS("/")); ok {
		return hard / 4 * 3, "cgroup"
	}
	return DefaultMemory, ""
}

// cgroupLimit returns the least limit of memory of the cgroups that the process is in
// (man 7 cgroups): memory.max of version 2, memory.limit_in_bytes of version 1.
func cgroupLimit(files fs.FS) (limit int64, ok bool) {
	text, err := fs.ReadFile(files, "proc/self/cgroup")
	if err != nil {
		return 0, false
	}
	limit = math.MaxInt64
	for line := range strings.Lines(string(text)) {
		_, rest, _ := strings.Cut(strings.TrimSpace(line), ":")
		controllers, at, _ := strings.Cut(rest, ":")
		switch {
		case controllers == "":
			limit = min(limit, leastLimit(files, "sys/fs/cgroup", at, "memory.max"))
		case strings.Contains(","+controllers+",", ",memory,"):
			limit = min(limit, leastLimit(files, "sys/fs/cgroup/memory", at, "memory.limit_in_bytes"))
		}
	}
	// Version 1 says a number near 2^63 for no limit.
	return limit, limit < math.MaxInt64/2
}

// leastLimit returns the least limit of a cgroup and those that it is in. In a container
// the path may be one that only its host knows; the root is the container's own then.
func leastLimit(files fs.FS, root, at, name string) int64 {
	least := int64(math.MaxInt64)
	for at = path.Clean("/" + at); ; at = path.Dir(at) {
		if text, err := fs.ReadFile(files, path.Join(root, at, name)); err == nil {
			if n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil && n > 0 {
				least = min(least, n)
			}
		}
		if at == "/" {
			return least
		}
	}
}
