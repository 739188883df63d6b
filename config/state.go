package config

import (
	"strconv"

	"scimshim/config/tree"
)

// A State says where is kept what cannot be derived, and how much of it.
type State struct {
	File    string // empty for the memory of the process
	Key     Secret // with which the file is encrypted; the zero Secret exactly without a file
	Entries int
	Bytes   int64

	FilePos tree.Position
}

// Same reports whether two say the same, with the same files.
func (s *State) Same(o *State) bool {
	return s.File == o.File && s.Key.File == o.Key.File && s.Key.Text == o.Key.Text && s.Entries == o.Entries &&
		s.Bytes == o.Bytes
}

// How much is kept where nothing else is said, and at most.
const (
	DefaultStateEntries = 250_000
	DefaultStateBytes   = 64 << 20

	minStateEntries = 1_000
	maxStateEntries = 10_000_000
	minStateBytes   = 1 << 20
	maxStateBytes   = 4 << 30
)

// state reads where is kept what cannot be derived.
func (r *reader) state(n *tree.Node) State {
	s := State{Entries: DefaultStateEntries, Bytes: DefaultStateBytes}
	if n == nil || n.IsNull() {
		return s
	}
	hasKey := n.Has("key") || n.Has("key_file")
	if file := n.Key("file"); file != nil {
		s.File, s.FilePos = r.path(file), file.Pos()
		s.Key = r.secret(n, "key")
	} else if hasKey {
		r.secret(n, "key")
		n.Errorf("a key is for a file; give the file, too, or leave the key out")
	}
	if most := n.Key("max_entries"); most != nil {
		s.Entries = most.IntIn(minStateEntries, maxStateEntries)
	}
	if most := n.Key("max_bytes"); most != nil {
		s.Bytes = int64(most.IntIn(minStateBytes, maxStateBytes))
	}
	n.Rest()
	return s
}

// stateKeys are those of state.
func stateKeys() []tree.KeyDoc {
	return []tree.KeyDoc{
		tree.Doc("state", "mapping", "the memory of the process",
			"where is kept what the proxy has to remember for a time, such as a hold of `guard`"),
		tree.Doc("state.file", "path", "the memory of the process",
			"the file that keeps it over a restart; one process at a time has its use"),
		tree.Doc("state.key_file", "path", "",
			"with `file`: the file with the key by which it is encrypted, at least 32 random characters "+
				"(`openssl rand -base64 32`)"),
		tree.Doc("state.key", "string", "", "the key itself; write `${NAME}`"),
		tree.Doc("state.max_entries", strconv.Itoa(minStateEntries)+" to "+strconv.Itoa(maxStateEntries),
			code(strconv.Itoa(DefaultStateEntries)), "how many entries are kept; a request that needs more is refused"),
		tree.Doc("state.max_bytes", strconv.Itoa(minStateBytes)+" to "+strconv.Itoa(maxStateBytes),
			code(strconv.Itoa(DefaultStateBytes)), "how many bytes of keys and values"),
	}
}
