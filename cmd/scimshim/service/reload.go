package service

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"

	"scimshim/cmd/scimshim/setup"
	"scimshim/proxy"
)

// An asking is by what a reload was asked for.
type asking int

const (
	byChange asking = iota // of a file
	bySignal
	byRequest
	byForce
)

// errStillWritten is the error of a reload while the files change.
var errStillWritten = errors.New("the files are still being written; try again when they are complete")

// reload loads the files again. If they have a fault, the routes in use stay in
// force, and the log and the error have all faults, one a line. So it is if what is in
// force would lose something that may not be meant, until that is asked for by force, or
// by a second signal for the same files.
func (s *Server) reload(by asking) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	defer manager{s.log}.reloading()()
	secrets := s.secrets
	err := s.loadAgain(by)
	var loss *proxy.LossError
	switch {
	case err == nil:
		s.refused = [sha256.Size]byte{}
		return nil
	case errors.Is(err, errStillWritten) && by == byChange: // there will be another change
		s.log.Info("files are being written; they are read when complete")
		return err
	case !errors.As(err, &loss):
		var lines strings.Builder
		setup.Say(&lines, err)
		err = errors.New(strings.TrimSuffix(lines.String(), "\n"))
	}
	s.secrets = secrets
	s.proxy.LoadFailed(err)
	return err
}

func (s *Server) loadAgain(by asking) error {
	gap, looks := askedGap, maxLooks
	if by == byChange { // one look more suffices: what was written before it makes another sign
		gap, looks = lookGap, 1
	}
	if !s.files.steady(gap, looks) {
		return errStillWritten
	}
	if by == byForce {
		s.secrets = setup.NewSecrets(s.log)
	}
	next, set, err := s.load()
	if err != nil {
		return err
	}
	if s.files.differs() {
		return errStillWritten
	}
	if losses := s.losses(next); len(losses) > 0 && by != byForce {
		again := by == bySignal && s.refused == next.key()
		if !again {
			if by == bySignal {
				s.refused = next.key()
			}
			return &proxy.LossError{Losses: losses}
		}
		s.log.Warn("rules loaded in spite of losses, because this was confirmed",
			"lost", strings.Join(losses, "; "))
	}
	s.put(next, set)
	return nil
}

// losses says what other files would lose of what is in force.
func (s *Server) losses(next *loaded) []string {
	return slices.Concat(s.inForce.losses(next), s.secrets.Withheld())
}

// reloadAsked is the reload that the admin listener is asked for.
func (s *Server) reloadAsked(force bool) error {
	if force {
		return s.reload(byForce)
	}
	return s.reload(byRequest)
}

// keepLoaded reloads on SIGHUP and when a file changes, until ctx ends. A fault is in the
// log already.
func (s *Server) keepLoaded(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.hangup:
			_ = s.reload(bySignal)
		case <-s.files.touched:
			if s.files.differs() {
				_ = s.reload(byChange)
			}
		}
	}
}
