package disk

import (
	"bytes"
	"time"

	"go.etcd.io/bbolt"

	"scimshim/rewrite/state"
)

// maxExpired is how many entries that have expired are taken out with one change, while there is
// room without that.
const maxExpired = 256

// A change is what becomes of a file in one transaction.
type change struct {
	file          *File
	rooms, expiry *bbolt.Bucket
	counts        map[string]*state.Room // what is more, or less, in each room
}

// write carries out a change, and counts it once it is in the file.
func (f *File) write(do func(*change) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := &change{file: f, counts: map[string]*state.Room{}}
	err := f.guarded(func() error {
		return f.db.Update(func(tx *bbolt.Tx) error {
			c.rooms, c.expiry = tx.Bucket(roomsBucket), tx.Bucket(expiryBucket)
			return do(c)
		})
	})
	if err != nil {
		return err
	}
	for name, n := range c.counts {
		f.tally.Add(name, n.Entries, n.Bytes)
	}
	return nil
}

// Put implements state.Store.
func (f *File) Put(room string, entries ...state.Entry) error {
	now := time.Now()
	entries, err := state.Latest(entries, now)
	if err != nil || len(entries) == 0 {
		return err
	}
	return f.write(func(c *change) error {
		if err := c.expire(now, maxExpired); err != nil {
			return err
		}
		for _, e := range entries {
			if err := c.put(room, e); err != nil {
				return err
			}
		}
		for c.isFull() {
			before := c.all().Entries
			if err := c.expire(now, maxExpired); err != nil {
				return err
			}
			if c.all().Entries == before {
				return state.ErrFull
			}
		}
		return nil
	})
}

// Delete implements state.Store.
func (f *File) Delete(room string, keys ...string) error {
	return f.write(func(c *change) error {
		for _, key := range keys {
			if err := c.remove([]byte(room), f.seal.hash(room, key)); err != nil {
				return err
			}
		}
		return nil
	})
}

// all returns how much more, or less, there is in all rooms.
func (c *change) all() (sum state.Room) {
	for _, n := range c.counts {
		sum.Entries += n.Entries
		sum.Bytes += n.Bytes
	}
	return sum
}

func (c *change) isFull() bool {
	all := c.all()
	return c.file.tally.Exceeds(c.file.limits, all.Entries, all.Bytes)
}

func (c *change) count(room string, entries int, bytes int64) {
	n := c.counts[room]
	if n == nil {
		n = &state.Room{}
		c.counts[room] = n
	}
	n.Entries += entries
	n.Bytes += bytes
}

// put stores an entry, in the place of an older one.
func (c *change) put(room string, e state.Entry) error {
	hash := c.file.seal.hash(room, e.Key)
	if err := c.remove([]byte(room), hash); err != nil {
		return err
	}
	bucket, err := c.rooms.CreateBucketIfNotExists([]byte(room))
	if err != nil {
		return err
	}
	if err := bucket.Put(hash, c.file.seal.record(room, hash, e)); err != nil {
		return err
	}
	c.count(room, 1, state.SizeOf(e))
	return c.expiry.Put(expiryOf(e.Until, room, hash), nil)
}

// remove takes an entry out, if it is there.
func (c *change) remove(room, hash []byte) error {
	bucket := c.rooms.Bucket(room)
	if bucket == nil {
		return nil
	}
	record := bucket.Get(hash)
	if record == nil {
		return nil
	}
	e, err := c.file.seal.open(string(room), hash, record)
	if err != nil {
		return err
	}
	c.count(string(room), -1, -state.SizeOf(e))
	if err := c.expiry.Delete(expiryOf(e.Until, string(room), hash)); err != nil {
		return err
	}
	return bucket.Delete(hash)
}

// expire takes out entries that have expired, so many at most.
func (c *change) expire(now time.Time, most int) error {
	var over [][]byte
	cursor := c.expiry.Cursor()
	for key, _ := cursor.First(); key != nil && len(over) < most; key, _ = cursor.Next() {
		until, _, _, ok := expiring(key)
		if !ok {
			return errDamaged
		}
		if until.After(now) {
			break
		}
		over = append(over, bytes.Clone(key))
	}
	for _, key := range over {
		_, room, hash, _ := expiring(key)
		if err := c.remove(room, hash); err != nil {
			return err
		}
		if err := c.expiry.Delete(key); err != nil {
			return err
		}
	}
	return nil
}
