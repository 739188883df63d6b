//go:build distrust

package rewrite

const distrust = true
