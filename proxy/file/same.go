package file

import (
	"os"
	"time"
)

// LookTime is the time between two looks at a file that is read again.
const LookTime = time.Second

// Same reports whether two looks at a path saw one unchanged file. A
// ConfigMap or Secret volume swaps a link, which is another file.
func Same(a, b os.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}
