//go:build !poison

package json

// poisoned says that the room of slices that are given back is spoilt, for tests: see longRooms.
const poisoned = false
