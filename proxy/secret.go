package proxy

import (
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// redacted is what a Secret prints as, whatever the verb.
const redacted = "[redacted]"

// A Secret is a token or a password that no log, metric or error can print by
// accident: only Reveal tells it. The zero Secret is empty. A Secret may be
// copied, and used by many goroutines at once.
//
// The text is behind a function, since package fmt prints what a pointer in an
// unexported field points to, whatever methods its type has.
type Secret struct{ reveal func() secretText }

// A secretText is a secret's text and its digest.
type secretText struct {
	text   string
	digest [sha256.Size]byte
}

func newSecretText(s string) secretText { return secretText{s, sha256.Sum256([]byte(s))} }

// TextSecret returns the Secret whose text is s.
func TextSecret(s string) Secret {
	held := newSecretText(s)
	return Secret{func() secretText { return held }}
}

// FileSecret returns the Secret that a file holds, less its trailing line end.
// The file is read again when it has changed, which is looked up once per
// second at most. A file that is later missing, empty or unsound leaves the
// last text in force and is logged.
func FileSecret(path string, log *slog.Logger) (Secret, error) {
	return fileSecret(path, log, time.Now)
}

func fileSecret(path string, log *slog.Logger, now func() time.Time) (Secret, error) {
	f := &secretFile{path: path, log: log, now: now, checked: now()}
	if err := f.load(); err != nil {
		return Secret{}, err
	}
	return Secret{f.reveal}, nil
}

// Reveal returns the secret's text.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal().text
}

// digest returns the SHA-256 of the secret's text.
func (s Secret) digest() [sha256.Size]byte {
	if s.reveal == nil {
		return sha256.Sum256(nil)
	}
	return s.reveal().digest
}

// String returns "[redacted]".
func (Secret) String() string { return redacted }

// GoString returns "[redacted]".
func (Secret) GoString() string { return redacted }

// Format prints "[redacted]" for every verb.
func (Secret) Format(s fmt.State, _ rune) { fmt.Fprint(s, redacted) }

// LogValue returns "[redacted]".
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText returns "[redacted]".
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// A secretFile reads a secret from a file.
type secretFile struct {
	path string
	log  *slog.Logger
	now  func() time.Time

	mu      sync.Mutex
	checked time.Time   // when the file was looked at last
	seen    os.FileInfo // what it looked like when it was read
	held    secretText
	faulty  bool // whether the last look failed, so that it is logged once
}

func (f *secretFile) reveal() secretText {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.now(); now.Sub(f.checked) >= time.Second {
		f.checked = now
		f.refresh()
	}
	return f.held
}

// refresh loads the file if it has changed.
func (f *secretFile) refresh() {
	info, err := os.Stat(f.path)
	if err == nil && sameFile(f.seen, info) {
		f.faulty = false
		return
	}
	if err == nil {
		err = f.load()
	}
	if err != nil && !f.faulty {
		f.log.Warn("secret file not read again, its last text stays in force", "file", f.path,
			"fault", faultOf(err))
	}
	f.faulty = err != nil
}

// load reads the file, and holds its text unless it is unsound.
func (f *secretFile) load() error {
	file, err := os.Open(f.path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	text, err := readSecret(file)
	if err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	f.seen, f.held = info, newSecretText(text)
	secretEpoch.Add(1)
	return nil
}

// maxSecret is more than any token or password has.
const maxSecret = 64 << 10

const (
	errSecretEmpty fault = "the secret is empty"
	errSecretText  fault = "a secret must be one line of printable ASCII characters, at most 64 KiB long"
)

func readSecret(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxSecret+1))
	if err != nil {
		return "", err
	}
	text := strings.TrimRight(string(b), "\r\n")
	if text == "" {
		return "", errSecretEmpty
	}
	if len(b) > maxSecret || !printable([]byte(text)) {
		return "", errSecretText
	}
	return text, nil
}

// sameFile reports whether two looks at a path saw one unchanged file. A
// ConfigMap or Secret volume swaps a link, which is another file.
func sameFile(a, b os.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// printable reports whether b has only visible ASCII characters and spaces.
func printable(b []byte) bool {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}
