// Package service is the proxy as a process serves it: loaded from a configuration, and loaded
// again when its files change, on a signal, or when the operator asks; what would be lost by
// that and may not be meant is refused until it is asked for twice. It tells the service
// manager how it is, and keeps to the memory that it is given.
//
// It knows no flags and no command, and nothing of requests, which are the proxy's. Its types
// in reading order: Options and Server, loaded, watch, indexes, manager.
package service
