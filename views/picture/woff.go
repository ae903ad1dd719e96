package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"io"
)

// unpackWOFF turns a font as it is sent over the web into one as it stands on a disk: WOFF
// 1.0 holds the same tables, each compressed (W3C, WOFF File Format 1.0, sections 3 to 5).
func unpackWOFF(packed []byte) ([]byte, error) {
	const header, entry = 44, 20
	bad := errors.New("no font in the format WOFF")
	if len(packed) < header || string(packed[:4]) != "wOFF" {
		return nil, bad
	}
	be := binary.BigEndian
	tables := int(be.Uint16(packed[12:]))
	if len(packed) < header+tables*entry {
		return nil, bad
	}
	// The offset table: what a search by halves among the tables begins with.
	largest, steps := 1, 0
	for largest*2 <= tables {
		largest, steps = largest*2, steps+1
	}
	font := be.AppendUint32(nil, be.Uint32(packed[4:]))
	for _, n := range []int{tables, largest * 16, steps, (tables - largest) * 16} {
		font = be.AppendUint16(font, uint16(n))
	}
	var body []byte
	start := len(font) + tables*16
	for i := range tables {
		of := packed[header+i*entry:]
		offset, stored, length := be.Uint32(of[4:]), be.Uint32(of[8:]), be.Uint32(of[12:])
		if uint64(offset)+uint64(stored) > uint64(len(packed)) || stored > length {
			return nil, bad
		}
		table := packed[offset : offset+stored]
		if stored < length {
			r, err := zlib.NewReader(bytes.NewReader(table))
			if err != nil {
				return nil, err
			}
			table = make([]byte, length)
			if _, err := io.ReadFull(r, table); err != nil {
				return nil, err
			}
		}
		font = append(font, of[:4]...)
		font = be.AppendUint32(font, be.Uint32(of[16:]))
		font = be.AppendUint32(font, uint32(start+len(body)))
		font = be.AppendUint32(font, length)
		body = append(body, table...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	return append(font, body...), nil
}
