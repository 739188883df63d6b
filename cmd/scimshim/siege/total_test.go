//go:build siege

package siege

import (
	"fmt"
	"strings"
	"testing"
)

// TestSiegeTotal prints what all scenes before it found.
func TestSiegeTotal(*testing.T) {
	fmt.Printf("\n%s\n\n", strings.Join(rows, "\n"))
}
