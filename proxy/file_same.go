package proxy

import (
	"os"
	"time"
)

// lookTime is the time between two looks at a file that is read again.
const lookTime = time.Second

// sameFile reports whether two looks at a path saw one unchanged file. A
// ConfigMap or Secret volume swaps a link, which is another file.
func sameFile(a, b os.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}
