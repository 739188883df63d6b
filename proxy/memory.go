package proxy

import (
	"io/fs"
	"math"
	"os"
	"path"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/valyala/fasthttp"
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

// bound makes the bounds over all requests. Half of the memory is for bodies. A quarter at
// most is for what rules need to work on large ones, on half of the processors, so that
// small requests always find one. The rest is for connections, and for garbage.
func (p *Proxy) bound() {
	o := &p.options
	forEach := largeWork * int64(max(o.MaxBody, o.MaxAnswer))
	turns := max(1, min(int64(runtime.GOMAXPROCS(0)/2), o.Memory/4/forEach))
	p.budget, p.turns = newBudget(o.Memory/2), newTurns(int(turns))
	p.incoming = newIncoming(p.budget, o.ReadTimeout+time.Second)
	p.unsent = newUnsent(p.budget)
	p.budget.short, p.budget.calm = p.makeRoom, p.releaseMemory
	fasthttp.SetBodySizePoolLimit(largeBody, largeBody)
}

// calmTime is how long after a load the memory that it took is given back to the system.
const calmTime = 10 * time.Second

// releaseMemory gives back what a load took, when it is over. Garbage is collected when as
// much is allocated anew, which takes long where nothing is done (P5).
func (p *Proxy) releaseMemory() {
	time.AfterFunc(calmTime, func() {
		if p.budget.used.Load() < p.budget.much && !p.budget.loaded.Load() {
			debug.FreeOSMemory()
		}
	})
}

// makeRoom returns what is held for nobody, and closes connections of the clients that have
// been sending a request, or have taken nothing of a reply, for the longest time.
func (p *Proxy) makeRoom() {
	p.incoming.clean()
	if l := p.servers.public; l != nil {
		l.places.giveUpSlow()
	}
	if p.unsent.closeSlowest() {
		p.metrics.shed(shedUnread)
	}
}
