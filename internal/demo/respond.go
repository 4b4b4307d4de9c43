package demo

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strings"
)

const (
	jsonType = "application/json;charset=UTF-8"
	// Compressing less than this costs more than it saves.
	minCompressed = 512
)

// writeJSON answers with a value.
func writeJSON(w http.ResponseWriter, r *http.Request, status int, value any) {
	body, err := encode(value)
	if err != nil {
		status = http.StatusInternalServerError
		body, _ = encode(asRefusal(err).body())
	}
	writeBody(w, r, status, jsonType, body)
}

// writeRefusal answers with an error array.
func writeRefusal(w http.ResponseWriter, r *http.Request, refused *refusal) {
	if refused.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Token")
	}
	writeJSON(w, r, refused.status, refused.body())
}

// writeBody answers with a text, compressed where the client takes gzip.
func writeBody(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Add("Vary", "Accept-Encoding")
	if len(body) >= minCompressed && acceptsGzip(r.Header) {
		w.Header().Set("Content-Encoding", "gzip")
		body = compress(body)
	}
	w.WriteHeader(status)
	// The client may be gone; nobody is left to be told.
	_, _ = w.Write(body)
}

// encode leaves <, > and & as they are: SOQL in an error text stays readable.
func encode(value any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

func acceptsGzip(h http.Header) bool {
	for _, offer := range strings.Split(strings.Join(h.Values("Accept-Encoding"), ","), ",") {
		coding, quality, _ := strings.Cut(offer, ";")
		if strings.TrimSpace(coding) != "gzip" {
			continue
		}
		quality = strings.ReplaceAll(quality, " ", "")
		return strings.Trim(quality, "0.") != "q="
	}
	return false
}

func compress(body []byte) []byte {
	var buf bytes.Buffer
	// Writing to memory cannot fail, and the level is a valid one.
	zip, _ := gzip.NewWriterLevel(&buf, gzip.BestSpeed)
	_, _ = zip.Write(body)
	_ = zip.Close()
	return buf.Bytes()
}
