package main

import (
	"log/slog"
	"maps"
	"slices"

	"scimshim/config"
	"scimshim/proxy"
)

// A secretFiles opens the files of secrets, each once: after a reload a file is the same
// secret, whose text changes only as that of a file that is looked at does.
type secretFiles struct {
	log  *slog.Logger
	held map[string]proxy.Secret
}

func newSecretFiles(log *slog.Logger) *secretFiles {
	return &secretFiles{log, map[string]proxy.Secret{}}
}

// open returns a secret: the text that it is, or that of its file.
func (f *secretFiles) open(s config.Secret) (proxy.Secret, error) {
	if s.File == "" {
		return proxy.TextSecret(s.Text), nil
	}
	if held, ok := f.held[s.File]; ok {
		return held, nil
	}
	held, err := proxy.FileSecret(s.File, f.log)
	if err == nil {
		f.held[s.File] = held
	}
	return held, err
}

// withheld says of which files the text is not taken, since it looks cut.
func (f *secretFiles) withheld() (all []string) {
	for _, name := range slices.Sorted(maps.Keys(f.held)) {
		if f.held[name].Withheld() {
			all = append(all, "the end of the secret in "+name)
		}
	}
	return all
}
