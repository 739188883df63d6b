//go:build !race

package rules

const poolsForget = false
