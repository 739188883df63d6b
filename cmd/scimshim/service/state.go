package service

import (
	"fmt"
	"log/slog"

	"scimshim/cmd/scimshim/setup"
	"scimshim/config"
	"scimshim/rewrite/state"
	"scimshim/rewrite/state/disk"
)

// openState opens what keeps the state that a configuration asks for.
func openState(c *config.Config, from *setup.Secrets, log *slog.Logger) (state.Keeper, error) {
	limits := setup.StateLimits(c)
	if c.State.File == "" {
		return state.NewMemory(limits), nil
	}
	key, err := from.Open(c.State.Key)
	if err != nil {
		return nil, fmt.Errorf("the key of the state: %w", err)
	}
	file, err := disk.Open(c.State.File, key.Reveal(), limits)
	if err != nil {
		return nil, err
	}
	if file.IsNew() {
		log.Info("the file of the state is new; nothing was kept before", "file", c.State.File)
	}
	entries := 0
	for _, room := range file.Rooms() {
		entries += room.Entries
	}
	log.Info("state is kept in a file", "file", c.State.File, "entries", entries)
	return file, nil
}
