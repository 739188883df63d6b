// Package json checks, reads and edits JSON texts without decoding them: what is not edited stays
// as it was written, byte for byte.
//
// It knows nothing of SCIM but one rule, since the names of a whole message obey it: two names are
// the same if they differ in ASCII case alone (RFC 7643, section 2.1; see SameName).
//
// Check comes first. All else takes text that has passed it, and panics or answers nonsense where
// it has not. A function that takes a text alone wants that of one value, without space around it,
// as Members, Elements and Editor.Value give it. One that takes a text and an offset wants the
// offset of a value in it. All texts returned are parts of the one given, if nothing had to be
// decoded. Functions may be called from several goroutines; an Editor serves one.
//
// In reading order:
//
//	Check, Count, Error              is it JSON that every reader sees the same in
//	Members, Elements, Lookup, Text  what is in a value
//	IsObject, IsEmpty, SaysNothing   of what kind it is
//	MembersAt, ElementsAt, Find      the same by offsets, for walks
//	Editor, Tail                     an edited copy in one pass
//	Quote, Object, Array             new text
package json
