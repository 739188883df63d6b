//go:build siege

package main

import (
	"fmt"
	"strings"
	"testing"
)

// TestSiegeTotal prints what all scenes before it found.
func TestSiegeTotal(*testing.T) {
	fmt.Printf("\n%s\n\n", strings.Join(siegeRows, "\n"))
}
