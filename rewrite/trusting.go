//go:build !distrust

package rewrite

// distrust is whether a chain looks at the steps, too, that say that a message does not
// concern them. Tests do, with the build tag distrust.
const distrust = false
