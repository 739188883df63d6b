package limit

import (
	"runtime/debug"
	"testing"
	"testing/fstest"
)

// The limit is the least one of the cgroups that the process is in, in both versions, and
// in a container that sees its own as the root.
func TestCgroupLimit(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		limit int64
	}{
		{"version 2", map[string]string{"proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/memory.max": "268435456\n",
			"sys/fs/cgroup/a/b/memory.max": "max\n"}, 256 << 20},
		{"a container", map[string]string{"proc/self/cgroup": "0::/host/pod\n", "sys/fs/cgroup/memory.max": "1048576\n"}, 1 << 20},
		{"version 1", map[string]string{"proc/self/cgroup": "9:cpu:/x\n4:cpuacct,memory:/a\n",
			"sys/fs/cgroup/memory/a/memory.limit_in_bytes": "536870912\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes":   "9223372036854771712\n"}, 512 << 20},
		{"no limit", map[string]string{"proc/self/cgroup": "0::/\n4:memory:/\n",
			"sys/fs/cgroup/memory.max":                   "max\n",
			"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n"}, 0},
		{"no cgroups", nil, 0},
	} {
		files := fstest.MapFS{}
		for name, text := range c.files {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
		limit, ok := cgroupLimit(files)
		if ok != (c.limit > 0) || ok && limit != c.limit {
			t.Errorf("%s: %d, %t, want %d", c.name, limit, ok, c.limit)
		}
	}
}

// GOMEMLIMIT, or what stands for it, goes before all else.
func TestFindMemory(t *testing.T) {
	n, by := FindMemory()
	if n <= 0 || by != "" && by != "GOMEMLIMIT" && by != "cgroup" {
		t.Errorf("%d by %q", n, by)
	}
	old := debug.SetMemoryLimit(123 << 20)
	defer debug.SetMemoryLimit(old)
	if n, by := FindMemory(); n != 123<<20 || by != "GOMEMLIMIT" {
		t.Errorf("%d by %q", n, by)
	}
}
