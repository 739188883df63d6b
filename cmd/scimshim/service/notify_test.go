package service

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The watchdog hears nothing while the process is not alive.
func TestPing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		var told atomic.Int64
		var dead atomic.Bool
		go ping(ctx, 15*time.Second, func() bool { return !dead.Load() }, func() { told.Add(1) })
		for _, want := range []int64{4, 4, 8} {
			time.Sleep(time.Minute)
			synctest.Wait()
			if n := told.Load(); n != want {
				t.Errorf("told %d times, want %d", n, want)
			}
			dead.Store(!dead.Load())
		}
		cancel()
	})
}
