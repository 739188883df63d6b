package listen

import (
	"io"
	"log/slog"
	"net"
	"testing"
	"time"
)

// Who has connected and sent a request when the end of the process begins is served.
func TestEndTakesWhoHasCome(t *testing.T) {
	system, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := New(system, Settings{
		Name: "public", FirstByte: 10 * time.Second, Patience: 15 * time.Second, Log: slog.New(slog.DiscardHandler),
		Refused: func(cause string, n int) { t.Errorf("%d are refused: %s", n, cause) },
	})
	l.Resize(100, 0)
	l.start.Do(func() { go l.run() })
	const clients = 20
	for range clients {
		c, err := net.Dial("tcp", system.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	taken := 0
	served := make(chan struct{})
	go func() {
		defer close(served)
		<-l.accepted // none was taken before
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			taken++
			c.Close()
		}
	}()
	l.Stop()
	<-served
	if taken != clients {
		t.Errorf("%d of %d were taken", taken, clients)
	}
	if c, err := net.Dial("tcp", system.Addr().String()); err == nil {
		c.Close()
		t.Error("the port is open still")
	}
}
