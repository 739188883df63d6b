package disk

import (
	"time"

	"go.etcd.io/bbolt"

	"scimshim/rewrite/state"
)

// Get implements state.Store.
func (f *File) Get(room, key string) (value []byte, found bool, err error) {
	err = f.look(room, func(b *bbolt.Bucket) error {
		hash := f.seal.hash(room, key)
		record := b.Get(hash)
		if record == nil {
			return nil
		}
		e, err := f.seal.open(room, hash, record)
		if err == nil && e.Until.After(time.Now()) {
			value, found = e.Value, true
		}
		return err
	})
	return value, found, err
}

// page is how many entries are read before the caller is given them: not in the midst of reading,
// since what it does may need the file.
const page = 256

// Each implements state.Store.
func (f *File) Each(room string, do func(state.Entry) bool) error {
	var after []byte
	for {
		list, last, err := f.pageOf(room, after)
		if err != nil {
			return err
		}
		for _, e := range list {
			if !do(e) {
				return nil
			}
		}
		if last == nil {
			return nil
		}
		after = last
	}
}

// pageOf returns the entries after a hash, and after which hash the next ones are; nil for none.
func (f *File) pageOf(room string, after []byte) (list []state.Entry, last []byte, err error) {
	now := time.Now()
	err = f.look(room, func(b *bbolt.Bucket) error {
		cursor := b.Cursor()
		hash, record := cursor.First()
		if after != nil {
			if hash, record = cursor.Seek(after); string(hash) == string(after) {
				hash, record = cursor.Next()
			}
		}
		for n := 0; hash != nil; hash, record = cursor.Next() {
			e, err := f.seal.open(room, hash, record)
			if err != nil {
				return err
			}
			if e.Until.After(now) {
				list = append(list, e)
			}
			if n++; n == page {
				last = append(last, hash...)
				break
			}
		}
		return nil
	})
	return list, last, err
}

// look reads a room, if there is one.
func (f *File) look(room string, do func(*bbolt.Bucket) error) error {
	return f.guarded(func() error {
		return f.db.View(func(tx *bbolt.Tx) error {
			if b := tx.Bucket(roomsBucket).Bucket([]byte(room)); b != nil {
				return do(b)
			}
			return nil
		})
	})
}
