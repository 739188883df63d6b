package disk

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"time"

	"scimshim/rewrite/state"
)

const (
	hashSize = sha256.Size
	saltSize = 16
)

// newSalt returns what makes the keys of one file others than those of the next.
func newSalt() []byte {
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // which does not fail
	return salt
}

// A sealer makes records of entries, and entries of records. Its two keys are derived from the
// configured one and the file's salt.
//
// Each record is encrypted with AES-256-GCM and a random nonce of 96 bits, which stands before
// it. By NIST SP 800-38D, section 8.3, a key may be used so 2^32 times, which at a thousand
// writes a second, without a pause, is after seven weeks of one file; a new file has new keys.
// That the room, the hash and the time are authenticated keeps a record in its place.
type sealer struct {
	mac  []byte
	aead cipher.AEAD
}

func newSealer(key string, salt []byte) (*sealer, error) {
	if len(salt) != saltSize {
		return nil, errDamaged
	}
	mac, err := hkdf.Key(sha256.New, []byte(key), salt, "scimshim state: names", hashSize)
	if err != nil {
		return nil, err
	}
	secret, err := hkdf.Key(sha256.New, []byte(key), salt, "scimshim state: values", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &sealer{mac, aead}, err
}

// hash returns what stands for a key of a room.
func (s *sealer) hash(room, key string) []byte {
	h := hmac.New(sha256.New, s.mac)
	h.Write([]byte(room + "\x00" + key))
	return h.Sum(nil)
}

// proof returns what shows with which key a file is written.
func (s *sealer) proof() []byte { return s.hash("", "") }

func (s *sealer) proves(proof []byte) bool { return hmac.Equal(proof, s.proof()) }

// record returns an entry as it is stored: the time, and the key and the value encrypted.
func (s *sealer) record(room string, hash []byte, e state.Entry) []byte {
	until := binary.BigEndian.AppendUint64(nil, uint64(e.Until.UnixNano()))
	text := binary.AppendUvarint(nil, uint64(len(e.Key)))
	text = append(append(text, e.Key...), e.Value...)
	return s.aead.Seal(until, nil, text, place(room, hash, until)) //nolint:gosec // it makes its nonces itself
}

// open returns the entry of a record.
func (s *sealer) open(room string, hash, record []byte) (state.Entry, error) {
	if len(record) < 8 {
		return state.Entry{}, errDamaged
	}
	until := record[:8]
	text, err := s.aead.Open(nil, nil, record[8:], place(room, hash, until))
	if err != nil {
		return state.Entry{}, errDamaged
	}
	n, size := binary.Uvarint(text)
	if size <= 0 || n > uint64(len(text)-size) {
		return state.Entry{}, errDamaged
	}
	end := size + int(n)
	return state.Entry{
		Key: string(text[size:end]), Value: text[end:], Until: untilOf(record),
	}, nil
}

// untilOf returns the time of a record, which has one.
func untilOf(record []byte) time.Time { return time.Unix(0, int64(binary.BigEndian.Uint64(record))) }

// place returns what a record is bound to.
func place(room string, hash, until []byte) []byte {
	return append(append(append([]byte(room), 0), hash...), until...)
}
