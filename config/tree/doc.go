package tree

// A KeyDoc describes a key that files of some kind have, for people.
type KeyDoc struct {
	Path    string // from the top of the file: routes[].name; a list has [], and <name> is any key
	Type    string
	Default string // what holds without it; Required, or what begins so, where it must be there
	Says    string
}

// Required is the Default of a key that has none and must be there.
const Required = "required"

// Doc returns the description of a key.
func Doc(path, kind, byDefault, says string) KeyDoc {
	return KeyDoc{Path: path, Type: kind, Default: byDefault, Says: says}
}
