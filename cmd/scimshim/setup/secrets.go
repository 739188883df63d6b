package setup

import (
	"log/slog"
	"maps"
	"slices"

	"scimshim/config"
	"scimshim/proxy/secret"
)

// Secrets opens the files of secrets, each once: after a reload a file is the same
// secret, whose text changes only as that of a file that is looked at does.
type Secrets struct {
	log  *slog.Logger
	held map[string]secret.Secret
}

// NewSecrets returns one that has opened nothing yet, and logs what changes in files.
func NewSecrets(log *slog.Logger) *Secrets {
	return &Secrets{log, map[string]secret.Secret{}}
}

// Open returns a secret: the text that it is, or that of its file.
func (f *Secrets) Open(s config.Secret) (secret.Secret, error) {
	if s.File == "" {
		return secret.FromText(s.Text), nil
	}
	if held, ok := f.held[s.File]; ok {
		return held, nil
	}
	held, err := secret.FromFile(s.File, f.log)
	if err == nil {
		f.held[s.File] = held
	}
	return held, err
}

// Withheld says of which files the text is not taken, since it looks cut.
func (f *Secrets) Withheld() (all []string) {
	for _, name := range slices.Sorted(maps.Keys(f.held)) {
		if f.held[name].Withheld() {
			all = append(all, "the end of the secret in "+name)
		}
	}
	return all
}
