package ordered

import (
	"bytes"
	"encoding/json"
	"errors"
)

// maxDepth is how deep JSON may nest, as in Jackson.
const maxDepth = 1000

// Decode reads a text that is one JSON object.
func Decode(text []byte) (*Object, error) {
	v, err := decodeAny(text)
	if err != nil {
		return nil, err
	}
	o, ok := v.(*Object)
	if !ok {
		return nil, errors.New("a JSON object is expected")
	}
	return o, nil
}

// decodeAny reads a text that is one JSON value.
func decodeAny(text []byte) (any, error) {
	if !json.Valid(text) {
		return nil, errors.New("the text is not one JSON value")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return decodeValue(d, maxDepth)
}

func decodeValue(d *json.Decoder, depth int) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	if depth == 0 {
		return nil, errors.New("JSON nested too deeply")
	}
	switch token {
	case json.Delim('{'):
		return decodeMembers(d, depth-1)
	case json.Delim('['):
		return decodeElements(d, depth-1)
	}
	return token, nil
}

func decodeMembers(d *json.Decoder, depth int) (any, error) {
	o := &Object{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := decodeValue(d, depth)
		if err != nil {
			return nil, err
		}
		o.Set(name.(string), v)
	}
	_, err := d.Token()
	return o, err
}

func decodeElements(d *json.Decoder, depth int) (any, error) {
	list := []any{}
	for d.More() {
		v, err := decodeValue(d, depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}
