package service

import (
	"context"
	"log/slog"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// A manager is the service manager that has started the process, if it is one that
// wants to know how it is (sd_notify(3)).
type manager struct{ log *slog.Logger }

// tell tells it what has become of the process. Without a manager nothing happens.
func (m manager) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		m.log.Warn("cannot notify the service manager; the unit must allow AF_UNIX",
			"error", err.Error())
	}
}

// reloading tells that a reload begins. The function that it returns tells that it is over.
func (m manager) reloading() (over func()) {
	m.tell(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
	return func() { m.tell(daemon.SdNotifyReady) }
}

// keepAwake tells the manager's watchdog that all is well, as often as it wants to hear
// it, until ctx ends. While the process is not alive it is silent, so that the manager
// starts another one.
func (m manager) keepAwake(ctx context.Context, alive func() bool) {
	every, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		m.log.Warn("cannot notify the service manager's watchdog", "error", err.Error())
	}
	if every > 0 {
		ping(ctx, every/2, alive, func() { m.tell(daemon.SdNotifyWatchdog) })
	}
}

// ping calls tell each time that so much time has passed and alive says so, until ctx
// ends.
func ping(ctx context.Context, every time.Duration, alive func() bool, tell func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if alive() {
				tell()
			}
		}
	}
}
