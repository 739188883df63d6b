//go:build conformance

package conformance

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"scimshim/cmd/scimshim/service"
	"scimshim/cmd/scimshim/service/servicetest"
	"scimshim/config"
)

// serve starts the proxy, as serve runs it, with some rules before a target, and returns its
// base URL. It ends with the test.
func serve(t *testing.T, target string, rules ...string) string {
	t.Helper()
	c, err := config.ForTarget(config.ServeFlags{
		Listen: "127.0.0.1:0", Admin: "127.0.0.1:0", Target: target, Rules: rules, Set: servicetest.Stated(rules, nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Drain = time.Second
	s, err := service.New(service.Options{
		Read: func() (*config.Config, error) { return c, nil },
		Log:  slog.New(slog.DiscardHandler), Level: new(slog.LevelVar), Version: "devel",
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, func() {}) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the proxy ended with: %v", err)
		}
	})
	return "http://" + s.Addr().String() + c.Routes[0].Path
}
