package suite

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Ext is what the name of a case in a folder ends in.
const Ext = ".txtar"

// A Files is what there is at some paths.
type Files struct {
	Cases   []string
	Skipped []string // files in folders that are no cases
	Whole   bool     // whether all paths are folders
}

// Find looks for the case files at paths. A path is one itself, or a folder of them.
func Find(paths []string) (*Files, error) {
	found := &Files{Whole: true}
	for _, path := range paths {
		n := len(found.Cases)
		err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir():
			case file == path || filepath.Ext(file) == Ext:
				found.Cases = append(found.Cases, file)
			default:
				found.Skipped = append(found.Skipped, file)
			}
			return nil
		})
		switch {
		case err != nil:
			return nil, err
		case len(found.Cases) == n:
			return nil, fmt.Errorf("there are no cases in %s; a case is a file that ends in %s", path, Ext)
		}
		found.Whole = found.Whole && isFolder(path)
	}
	return found, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
