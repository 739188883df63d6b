package limit

// What the rules need to work on a body, in bytes for each byte of it, as measured between
// the rules of the packs (TestWorkingSpace of package rules): 31 at most, for a request of
// many short elements each of which becomes an operation. A small body brings it along. A
// large one, of which the bounds of elements leave less, has it only while it has its turn:
// that is set aside for each turn.
const (
	requestWork = 32
	answerWork  = 4
	largeWork   = 3
)

// Beyond is what is reserved for an answer beside its share and its turn: the tape that it is
// read on, where it has so many values that this is more than the turn has.
func Beyond(values, bytesOfValue, largest int) int64 {
	return max(0, int64(values)*int64(bytesOfValue)-(largeWork-1)*int64(largest))
}

// ShareOfRequest is what is reserved for a request's body of n bytes: as it came and as
// it is sent, and what the rules need where it brings that along.
func ShareOfRequest(n int64) int64 {
	if n > Large {
		return 2 * n
	}
	return requestWork * n
}

// ShareOfAnswer is what is reserved for an answer's body of n bytes.
func ShareOfAnswer(n int64) int64 {
	if n > Large {
		return n
	}
	return answerWork * n
}
