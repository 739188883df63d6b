package state

import (
	"container/heap"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Memory is a Keeper of which nothing is left when the process ends.
type Memory struct {
	limits Limits

	mu     sync.Mutex
	rooms  map[string]map[string]*item
	next   queue // what expires next
	tally  Tally
	closed bool
}

// NewMemory returns a Memory that has nothing yet.
func NewMemory(l Limits) *Memory {
	return &Memory{limits: l, rooms: map[string]map[string]*item{}}
}

// An item is an entry, and its place in the queue.
type item struct {
	Entry
	room  string
	place int
}

// Get implements Store.
func (m *Memory) Get(room, key string) ([]byte, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, false, ErrClosed
	}
	i := m.rooms[room][key]
	if i == nil || !i.Until.After(time.Now()) {
		return nil, false, nil
	}
	return i.Value, true, nil
}

// Put implements Store.
func (m *Memory) Put(room string, entries ...Entry) error {
	now := time.Now()
	entries, err := Latest(entries, now)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	for len(m.next) > 0 && !m.next[0].Until.After(now) {
		m.remove(m.next[0])
	}
	count, bytes := 0, int64(0)
	for _, e := range entries {
		count, bytes = count+1, bytes+SizeOf(e)
		if old := m.rooms[room][e.Key]; old != nil {
			count, bytes = count-1, bytes-SizeOf(old.Entry)
		}
	}
	if m.tally.Exceeds(m.limits, count, bytes) {
		return ErrFull
	}
	for _, e := range entries {
		if old := m.rooms[room][e.Key]; old != nil {
			m.remove(old)
		}
		m.add(room, e)
	}
	return nil
}

// Delete implements Store.
func (m *Memory) Delete(room string, keys ...string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	for _, key := range keys {
		if i := m.rooms[room][key]; i != nil {
			m.remove(i)
		}
	}
	return nil
}

// Each implements Store.
func (m *Memory) Each(room string, f func(Entry) bool) error {
	list, err := m.entries(room, time.Now())
	for _, e := range list {
		if !f(e) {
			break
		}
	}
	return err
}

func (m *Memory) entries(room string, now time.Time) ([]Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	list := make([]Entry, 0, len(m.rooms[room]))
	for _, i := range m.rooms[room] {
		if i.Until.After(now) {
			list = append(list, i.Entry)
		}
	}
	return list, nil
}

// Rooms implements Keeper.
func (m *Memory) Rooms() []Room {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.tally.Rooms()
}

// Close implements Keeper.
func (m *Memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed, m.rooms, m.next, m.tally = true, nil, nil, Tally{}
	return nil
}

func (m *Memory) add(room string, e Entry) {
	e.Key, e.Value = strings.Clone(e.Key), slices.Clone(e.Value) // which the caller may use again
	i := &item{Entry: e, room: room}
	if m.rooms[room] == nil {
		m.rooms[room] = map[string]*item{}
	}
	m.rooms[room][e.Key] = i
	heap.Push(&m.next, i)
	m.tally.Add(room, 1, SizeOf(e))
}

func (m *Memory) remove(i *item) {
	heap.Remove(&m.next, i.place)
	delete(m.rooms[i.room], i.Key)
	if len(m.rooms[i.room]) == 0 {
		delete(m.rooms, i.room)
	}
	m.tally.Add(i.room, -1, -SizeOf(i.Entry))
}

// A queue is a heap of items, of which the first expires first.
type queue []*item

func (q *queue) Len() int           { return len(*q) }
func (q *queue) Less(i, j int) bool { return (*q)[i].Until.Before((*q)[j].Until) }

func (q *queue) Swap(i, j int) {
	l := *q
	l[i], l[j] = l[j], l[i]
	l[i].place, l[j].place = i, j
}

func (q *queue) Push(x any) {
	i := x.(*item)
	i.place = len(*q)
	*q = append(*q, i)
}

func (q *queue) Pop() any {
	l := *q
	last := l[len(l)-1]
	l[len(l)-1] = nil
	*q = l[:len(l)-1]
	return last
}
