// Package disk keeps state in a file, of which one process at a time has the use. Whoever has
// the file without its key learns how much is kept of which subject, and nothing else: a key is
// stored as its HMAC, which suffices to find it, and beside the value in what is encrypted.
//
// What cannot be opened is an error, and so is each entry that is not as it was written: a file
// is never emptied, and no entry is ever taken as missing because it cannot be read.
package disk

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
	boltErrors "go.etcd.io/bbolt/errors"

	"scimshim/rewrite/state"
)

// The errors, beside those of package state and of the system.
var (
	errLocked  = errors.New("another process has the file in use; give each process a file of its own")
	errEmpty   = errors.New("the file is empty, and was not made by scimshim; remove it to begin with nothing")
	errDamaged = errors.New("the file is damaged; restore it from a copy, or remove it to begin with nothing")
	errKey     = errors.New("the key is not the one with which the file was written")
)

// patience is how long another process may take to let go of the file, as it does in a restart.
const patience = time.Second

// MinKey is how many bytes a key has at least.
const MinKey = 32

// CheckKey judges the key of a file.
func CheckKey(key string) error {
	if len(key) < MinKey {
		return fmt.Errorf("the key of the state must have at least %d characters; openssl rand -base64 32 makes one",
			MinKey)
	}
	return nil
}

// The buckets of the file. Below rooms there is one for each room.
var (
	aboutBucket  = []byte("about") // the salt, and what shows whether the key is right
	roomsBucket  = []byte("rooms")
	expiryBucket = []byte("expiry") // by time, room and key

	saltKey, proofKey = []byte("salt"), []byte("proof")
)

// A File is a state.Keeper of a file.
type File struct {
	limits state.Limits
	db     *bbolt.DB
	seal   *sealer
	isNew  bool
	broken atomic.Bool // whether it was found to be damaged in the midst of something

	mu    sync.Mutex // held while something is written
	tally state.Tally
}

// Open opens a file, or makes one, and reads all that is in it.
func Open(name, key string, l state.Limits) (*File, error) {
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	f := &File{limits: l}
	if err := f.guarded(func() error { return f.open(name, key) }); err != nil {
		if f.db != nil {
			_ = f.Close()
		}
		return nil, said(name, err)
	}
	return f, nil
}

// Check tries whether a file can be opened, and makes none.
func Check(name, key string, l state.Limits) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
		return canMake(name)
	}
	if _, err := os.Stat(name); err != nil { // a link to nowhere, of which Open would make a file
		return said(name, err)
	}
	f, err := Open(name, key, l)
	if err != nil {
		return err
	}
	return f.Close()
}

// canMake tries whether a file can be made.
func canMake(name string) error {
	tried, err := os.CreateTemp(filepath.Dir(name), ".scimshim-*")
	if err != nil {
		return said(name, errors.Unwrap(err))
	}
	return errors.Join(tried.Close(), os.Remove(tried.Name()))
}

// said returns an error with the name of its file, once.
func said(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

func (f *File) open(name, key string) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.isNew = true
	case err == nil && info.Mode().IsRegular() && info.Size() == 0:
		return errEmpty // of which the library would make a file with nothing in it
	}
	f.db, err = bbolt.Open(name, 0o600, &bbolt.Options{Timeout: patience})
	switch {
	case errors.Is(err, boltErrors.ErrTimeout):
		return errLocked
	case isOfSystem(err):
		return err
	case err != nil:
		return errDamaged
	}
	if err := f.begin(key); err != nil {
		return err
	}
	return f.db.View(func(tx *bbolt.Tx) error { return f.read(tx, key) })
}

func isOfSystem(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

// begin readies a file that has nothing in it, not even the buckets.
func (f *File) begin(key string) error {
	isEmpty := false
	err := f.db.View(func(tx *bbolt.Tx) error {
		first, _ := tx.Cursor().First()
		isEmpty = first == nil
		return nil
	})
	if err != nil || !isEmpty {
		return err
	}
	return f.db.Update(func(tx *bbolt.Tx) error { return makeBuckets(tx, key) })
}

func makeBuckets(tx *bbolt.Tx, key string) error {
	for _, name := range [...][]byte{roomsBucket, expiryBucket} {
		if _, err := tx.CreateBucket(name); err != nil {
			return err
		}
	}
	about, err := tx.CreateBucket(aboutBucket)
	if err != nil {
		return err
	}
	salt := newSalt()
	seal, err := newSealer(key, salt)
	if err != nil {
		return err
	}
	return errors.Join(about.Put(saltKey, salt), about.Put(proofKey, seal.proof()))
}

// read reads all that a file has, so that what is damaged is known before anybody needs it.
func (f *File) read(tx *bbolt.Tx, key string) error {
	about, rooms := tx.Bucket(aboutBucket), tx.Bucket(roomsBucket)
	if about == nil || rooms == nil || tx.Bucket(expiryBucket) == nil {
		return errDamaged
	}
	var err error
	if f.seal, err = newSealer(key, about.Get(saltKey)); err != nil {
		return errDamaged
	}
	if !f.seal.proves(about.Get(proofKey)) {
		return errKey
	}
	return f.readRooms(rooms, tx.Bucket(expiryBucket))
}

// readRooms reads all entries. That each is found by its hash and has its time among those that
// expire, which has no others, shows that none is missing.
func (f *File) readRooms(rooms, expiry *bbolt.Bucket) error {
	all := 0
	err := rooms.ForEachBucket(func(name []byte) error {
		room := rooms.Bucket(name)
		return room.ForEach(func(hash, record []byte) error {
			e, err := f.seal.open(string(name), hash, record)
			if err != nil {
				return err
			}
			if room.Get(hash) == nil || expiry.Get(expiryOf(e.Until, string(name), hash)) == nil {
				return errDamaged
			}
			all++
			f.tally.Add(string(name), 1, state.SizeOf(e))
			return nil
		})
	})
	if err != nil {
		return err
	}
	times := 0
	err = expiry.ForEach(func(_, _ []byte) error { times++; return nil })
	if err == nil && times != all {
		err = errDamaged
	}
	return err
}

// IsNew reports whether there was no file before.
func (f *File) IsNew() bool { return f.isNew }

// Close implements state.Keeper. A file that is damaged is left to the end of the process, since
// the library may wait for ever for what has failed.
func (f *File) Close() error { return f.guarded(f.db.Close) }

// Rooms implements state.Keeper.
func (f *File) Rooms() []state.Room {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.tally.Rooms()
}

// guarded does what may meet damage: that is an error then, though the library panics, or reads
// beyond the end of the file. It is one from then on, since what was begun cannot be ended.
func (f *File) guarded(do func() error) (err error) {
	if f.broken.Load() {
		return errDamaged
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil {
			f.broken.Store(true)
			err = errDamaged
		}
	}()
	err = do()
	if errors.Is(err, boltErrors.ErrDatabaseNotOpen) {
		return state.ErrClosed
	}
	return err
}

// expiryOf returns the key of an entry in the bucket of what expires.
func expiryOf(until time.Time, room string, hash []byte) []byte {
	b := binary.BigEndian.AppendUint64(nil, uint64(until.UnixNano()))
	return append(append(b, room...), hash...)
}

// expiring returns what expiryOf has put together.
func expiring(key []byte) (until time.Time, room, hash []byte, ok bool) {
	if len(key) < 8+hashSize {
		return time.Time{}, nil, nil, false
	}
	until = time.Unix(0, int64(binary.BigEndian.Uint64(key)))
	return until, bytes.Clone(key[8 : len(key)-hashSize]), bytes.Clone(key[len(key)-hashSize:]), true
}
