package secret

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"

	"scimshim/proxy/ascii"
	"scimshim/proxy/fault"
	"scimshim/proxy/file"
)

// A file that is being written holds the beginning of a secret, and a beginning of one
// character is a token that anybody guesses. So a text is taken only if it is not short,
// if two looks some time apart saw the same, and if it is not the beginning of the text in
// force.

// minSecret is how long a secret must be.
const minSecret = 16

// maxSecret is more than any token or password has.
const maxSecret = 64 << 10

const (
	errSecretEmpty fault.Error = "the secret is empty"
	errSecretShort fault.Error = "a secret must have at least 16 characters; a shorter one can be guessed, or is " +
		"still being written"
	errSecretText fault.Error = "a secret must be one line of printable ASCII characters, at most 64 KiB long"
	errCutShort   fault.Error = "its text is the beginning of the secret in force, as if the file had been " +
		"truncated"
)

// FromFile returns the Secret that a file holds, less its trailing line end.
//
// The file is looked at again once per second at most, and another text is in force when
// two looks have seen it. A file that is later missing, empty, short or unsound leaves
// the last text in force and is logged. If it is unsound at first it is given a moment,
// since it may just be written.
func FromFile(path string, log *slog.Logger) (Secret, error) {
	return fileSecret(path, log, time.Now, time.Sleep)
}

// How long a file that is unsound at first is looked at, and how often.
const firstPatience, firstPause = 300 * time.Millisecond, 50 * time.Millisecond

func fileSecret(path string, log *slog.Logger, now func() time.Time, pause func(time.Duration)) (Secret, error) {
	f := &secretFile{path: path, log: log, now: now}
	first, err := f.read()
	for waited := time.Duration(0); err != nil && waited < firstPatience; waited += firstPause {
		pause(firstPause)
		first, err = f.read()
	}
	if err != nil {
		return Secret{}, err
	}
	f.seen, f.held, f.checked = first.info, newSecretText(first.text), now()
	return Secret{f.reveal, f.isCut}, nil
}

// A secretFile reads a secret from a file.
type secretFile struct {
	path string
	log  *slog.Logger
	now  func() time.Time

	mu      sync.Mutex
	checked time.Time   // when the file was looked at last
	seen    os.FileInfo // what it looked like when its text was taken
	held    secretText
	next    *secretLook // the last look, if it saw another text
	fault   error       // of the last look, so that it is logged once
}

// A secretLook is what a look at a file saw.
type secretLook struct {
	info os.FileInfo
	text string
}

func (f *secretFile) reveal() secretText {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.now(); now.Sub(f.checked) >= file.LookTime {
		f.checked = now
		f.look()
	}
	return f.held
}

func (f *secretFile) isCut() bool {
	f.reveal()
	f.mu.Lock()
	defer f.mu.Unlock()
	return errors.Is(f.fault, errCutShort)
}

// look looks at the file, and logs a fault that the last look did not have.
func (f *secretFile) look() {
	err := f.refresh()
	if err != nil && (f.fault == nil || fault.Of(err) != fault.Of(f.fault)) {
		f.log.Warn("secret file not reloaded, the previous secret stays in "+
			"force", "file", f.path, "fault", fault.Of(err))
	}
	f.fault = err
}

// refresh takes the file's text if it has changed and this look saw what the last one did.
func (f *secretFile) refresh() error {
	last := f.next
	f.next = nil
	if info, err := os.Stat(f.path); err != nil || file.Same(f.seen, info) {
		return err
	}
	now, err := f.read()
	switch {
	case err != nil:
		return err
	case now.text == f.held.text:
		f.seen = now.info
		return nil
	case strings.HasPrefix(f.held.text, now.text):
		return errCutShort
	case last == nil || last.text != now.text || !file.Same(last.info, now.info):
		f.next = now
		return nil
	}
	f.seen, f.held = now.info, newSecretText(now.text)
	Changed()
	f.log.Info("secret file reloaded, the new secret is in force", "file", f.path)
	return nil
}

// read reads the file, and refuses a text that is unsound.
func (f *secretFile) read() (*secretLook, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	text, err := readSecret(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.path, err)
	}
	return &secretLook{info, text}, nil
}

func readSecret(r io.Reader) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxSecret+1))
	if err != nil {
		return "", err
	}
	text := strings.TrimRight(string(b), "\r\n")
	if len(b) > maxSecret {
		return "", errSecretText
	}
	return text, checkText(text)
}

// Check refuses a secret that is short, or that cannot be shown in a field. Its error
// does not quote it.
func Check(s Secret) error { return checkText(s.Reveal()) }

// checkText refuses a text that is no secret, or one that is easily guessed.
func checkText(text string) error {
	switch {
	case text == "":
		return errSecretEmpty
	case !ascii.IsPrintable([]byte(text)):
		return errSecretText
	case len(text) < minSecret:
		return errSecretShort
	}
	return nil
}
