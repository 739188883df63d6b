//go:build poison

package space

const poisoned = true
