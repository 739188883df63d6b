package listen

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// A crowd is a table of connections that do nothing, by name.
type crowd struct {
	t      *testing.T
	places *places
	conns  map[string]*Conn
	clock  time.Time
	gone   []string // name and cause, in order
}

func newCrowd(t *testing.T, most, perSource int) *crowd {
	k := &crowd{t: t, conns: map[string]*Conn{}, clock: time.Now().Add(-time.Hour)}
	k.places = newPlaces(func(cause string, conns []*Conn) {
		for _, c := range conns {
			for name, d := range k.conns {
				if c == d {
					k.gone = append(k.gone, name+" "+cause)
				}
			}
		}
	})
	k.places.resize(most, perSource)
	return k
}

// add adds a connection that has been in its stage for a second less than the one before,
// and returns what became of it.
func (k *crowd) add(name, from string, stage connStage, known bool) string {
	here, there := net.Pipe()
	k.t.Cleanup(func() { there.Close() })
	c := newConn(here, k.places)
	c.from = netip.MustParseAddrPort(from)
	k.conns[name] = c
	k.gone = nil
	if cause := k.places.add(c); cause != "" {
		return "refused " + cause
	}
	k.clock = k.clock.Add(time.Second)
	c.stage, c.known, c.since = stage, known, k.clock
	if known {
		c.source.authenticated(time.Now())
	}
	return strings.Join(k.gone, ", ")
}

// Whose place the one too many takes.
func TestWhoGoes(t *testing.T) {
	const good, bad, other = "10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1"
	k := newCrowd(t, 4, 0)
	f := func(name, from string, stage connStage, known bool, want string) {
		t.Helper()
		if got := k.add(name, from, stage, known); got != want {
			t.Errorf("adding %s: %q, want %q", name, got, want)
		}
	}
	f("idle", good, connIdle, true, "")
	f("one", other, connNew, false, "")
	f("two", bad, connNew, false, "")
	f("three", bad, connReading, false, "")
	f("four", bad, connReading, false, "two replaced") // the oldest of the source that has most
	f("busy", good, connServing, true, "three replaced")
	f("busy too", good, connReading, true, "one replaced")
	f("busy as well", good, connWriting, true, "four replaced")
	f("five", other, connNew, false, "idle replaced") // no stranger was left
	f("busy, at last", good, connServing, true, "five replaced")
	f("six", bad, connNew, false, "refused full")
	f("seven", good, connNew, false, "refused full")
	k.conns["busy"].idles(false)
	f("eight", good, connNew, false, "busy replaced")
}

// Some places are for sources that have authenticated.
func TestPlacesOfTheKnown(t *testing.T) {
	k := newCrowd(t, 16, 0) // 2 are kept
	k.add("good", "10.0.0.1:1", connIdle, true)
	for i := range 30 {
		k.add(fmt.Sprint("stranger ", i), fmt.Sprintf("10.1.0.%d:1", i), connNew, false)
	}
	if n := len(k.places.conns); n != 14 {
		t.Errorf("strangers fill %d places, want 14 with the client's", n)
	}
	for i := range 2 {
		if got := k.add(fmt.Sprint("good ", i), "10.0.0.1:2", connServing, true); got != "" {
			t.Errorf("a client that was here before took the place of %q", got)
		}
	}
}

// One source has no more than its share, whose own connections go first.
func TestPlacesOfOneSource(t *testing.T) {
	k := newCrowd(t, 100, 2)
	f := func(name, from string, stage connStage, known bool, want string) {
		t.Helper()
		if got := k.add(name, from, stage, known); got != want {
			t.Errorf("adding %s: %q, want %q", name, got, want)
		}
	}
	f("a", "10.0.0.1:1", connNew, false, "")
	f("b", "10.0.0.1:2", connServing, true, "")
	f("c", "10.0.0.1:3", connNew, false, "a source")
	f("d", "10.0.0.1:4", connServing, true, "c source")
	f("e", "10.0.0.1:5", connNew, false, "refused source")
	f("f", "10.0.0.2:5", connNew, false, "")
	f("g", "[2001:db8::1]:1", connServing, true, "")
	f("h", "[2001:db8::2]:1", connServing, true, "")
	f("i", "[2001:db8::ffff:1]:1", connServing, true, "refused source") // the same /64
	f("j", "[2001:db8:0:1::1]:1", connServing, true, "")
	f("k", "[::ffff:10.0.0.2]:1", connNew, false, "")
	f("l", "10.0.0.2:9", connNew, false, "f source")
}

// Sources are forgotten, but for a bounded number of those that have authenticated.
func TestSourcesAreForgotten(t *testing.T) {
	k := newCrowd(t, 10, 0)
	for i := range 2 * mostSources {
		name := fmt.Sprint(i)
		k.add(name, fmt.Sprintf("10.0.%d.%d:1", i/256, i%256), connIdle, i%2 == 0 || i > mostSources)
		k.places.remove(k.conns[name])
		delete(k.conns, name)
	}
	if n := len(k.places.sources); n != mostSources {
		t.Errorf("%d sources are remembered, want %d", n, mostSources)
	}
}

// Requests of strangers that do not come to their end are given up where there are too
// many, those of clients are not.
func TestSlowStrangers(t *testing.T) {
	k := newCrowd(t, 100, 0)
	k.places.reading = 3
	k.add("client", "10.0.0.1:1", connReading, true)
	k.add("silent", "10.0.0.1:1", connNew, false)
	for i := range 6 {
		k.add(fmt.Sprint(i), "10.0.0.1:1", connReading, false)
	}
	k.gone = nil
	k.places.strangerBegins()
	if got := strings.Join(k.gone, ", "); got != "0 slow, 1 slow, 2 slow" {
		t.Errorf("given up: %s", got)
	}
}

func TestRoom(t *testing.T) {
	f := func(descriptors, targets, perSource int, want Room) {
		t.Helper()
		if got := RoomFor(1024, perSource, descriptors, targets); got != want {
			t.Errorf("%d descriptors, %d for targets: %+v, want %+v", descriptors, targets, got, want)
		}
	}
	f(0, 64, 0, Room{10240, adminPlaces, 2048})
	f(1<<20, 64, 0, Room{10240, adminPlaces, 2048})
	f(4096, 64, 0, Room{4096 - 64 - adminPlaces - otherFiles, adminPlaces, (4096 - 64 - adminPlaces - otherFiles) / 2})
	f(1024, 128, -1, Room{1024 - 128 - 64 - otherFiles, 64, 0})
	f(1024, 128, 10, Room{1024 - 128 - 64 - otherFiles, 64, 10})
	f(1024, 5000, 0, Room{256, 64, 128})
	f(64, 64, 0, Room{16, 4, 8})
	f(3, 64, 0, Room{1, 1, 1})
}
