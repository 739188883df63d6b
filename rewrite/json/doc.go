// Package json checks, reads and edits JSON texts without decoding them: what is not edited stays
// as it was written, byte for byte.
//
// It knows nothing of SCIM but one rule, since the names of a whole message obey it: two names are
// the same if they differ in ASCII case alone (RFC 7643, section 2.1; see SameName).
//
// Check comes first. All else takes text that has passed it, and panics or answers nonsense where
// it has not. A function that takes a text alone wants that of one value, without space around it,
// as Members, Elements and Editor.Value give it. All texts returned are parts of the one given, if
// nothing had to be decoded. Functions may be called from several goroutines; an Editor serves one,
// and so does a Tape while it reads.
//
// In reading order:
//
//	Check, Error                     is it JSON that every reader sees the same in
//	Tape, Value                      the same check, which keeps what it has found; look-ups in it
//	Names, Among                     names that are known by a number
//	Form                             what is not as it should be
//	Members, Elements, Lookup, Text  what is in a value
//	IsObject, IsEmpty, SaysNothing   of what kind it is
//	Editor, Tail                     an edited copy in one pass
//	Quote, Object, Array             new text
package json
