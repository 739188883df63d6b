//go:build !poison

package space

// poisoned is whether what is released is spoilt. Tests have it so, with the build tag poison.
const poisoned = false
