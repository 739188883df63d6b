//go:build counted

package json

import "sync/atomic"

var bytesRead atomic.Int64

// Count says that so many bytes of a text are read.
func Count(n int) { bytesRead.Add(int64(n)) }

// BytesRead returns how many bytes were read since it was last asked, for the tests that hold how often
// a body is read.
func BytesRead() int { return int(bytesRead.Swap(0)) }
