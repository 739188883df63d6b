// Package siege is a room of tests: the program as a process of its own, to which is done
// what nothing must come of (floods of connections, large bodies, hostile targets,
// half-written files, signals, logs that nobody reads), while good clients ask.
//
// It promises that under the memory limit of the shipped deployments the process lives,
// stays small, answers good clients in time, carries nothing out twice, and is a few
// seconds later as it was before. Each scene prints its figures, and TestSiegeTotal all.
//
// Besides, the initial cycle of Entra is played while the target puts requests off and the
// proxy is restarted: it ends with every user there once and every group with its members.
//
// It is run by make siege, under the tag siege; with -short by .ci/run. make cycle plays a
// large initial cycle. The program is built once, or is that of the flag -program.
package siege
