// Package suite plays the cases of files and folders. A Base compiles the rules that a
// case is played with, Find looks for case files, and a Run plays them and keeps the
// score, and which rules did something.
//
// It knows rule files and packs. It knows no flags, and prints nothing.
package suite
