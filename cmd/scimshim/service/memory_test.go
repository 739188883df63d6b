package service

import (
	"bytes"
	"log/slog"
	"runtime/debug"
	"strings"
	"testing"
)

// The log says what the process may take, and by whose word.
func TestLimitMemory(t *testing.T) {
	old := debug.SetMemoryLimit(300 << 20)
	defer debug.SetMemoryLimit(old)
	var log bytes.Buffer
	LimitMemory(slog.New(slog.NewJSONHandler(&log, nil)))
	if !strings.Contains(log.String(), `"bytes":314572800,"by":"GOMEMLIMIT"`) || debug.SetMemoryLimit(-1) != 300<<20 {
		t.Errorf("%s", &log)
	}
}
