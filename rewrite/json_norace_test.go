//go:build !race

package rewrite

const poolsForget = false
