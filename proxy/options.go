package proxy

import (
	"errors"
	"log/slog"
	"time"

	"scimshim/proxy/ascii"
	"scimshim/proxy/file"
	"scimshim/proxy/limit"
	"scimshim/proxy/log"
	"scimshim/rewrite/state"
)

// Defaults of Options.
const (
	DefaultMaxBody      = 1 << 20
	DefaultMaxAnswer    = 8 << 20
	DefaultMaxHeader    = 32 << 10
	DefaultMaxFilter    = 8 << 10
	DefaultConcurrency  = 1024
	DefaultFirstByte    = 10 * time.Second
	DefaultReadTimeout  = 15 * time.Second
	DefaultIdleTimeout  = 75 * time.Second
	DefaultDrainTimeout = 30 * time.Second
	DefaultStateEntries = 250_000
	DefaultStateBytes   = 64 << 20
)

// Options are the settings of a Proxy. A limit that is 0 has its default.
type Options struct {
	Listen  string        // the address for clients; its port may be 0
	Admin   string        // the address for /metrics, /healthz and /readyz; its port may be 0
	TLS     *file.KeyPair // of Listen; nil for plain HTTP
	Log     *slog.Logger  // nil means slog.Default()
	Version string        // in the User-Agent and in scimshim_build_info

	Requests  *log.Requests // takes the line of each request; nil for none
	LogWriter *log.Writer   // what Log writes to, for the count of dropped lines; nil if it is none

	MaxBody      int           // bytes of a request's body
	MaxAnswer    int           // bytes of an answer's body
	MaxHeader    int           // bytes of a header, the request line included
	MaxFilter    int           // bytes of a filter, decoded
	Memory       int64         // bytes of memory that the process may take; bodies may take half of them
	Concurrency  int           // requests served at once; ten times as many connections are held
	FirstByte    time.Duration // for a client to connect, with TLS, and to begin a request
	ReadTimeout  time.Duration // for a client to send a request
	IdleTimeout  time.Duration // for a client to send the next one
	DrainTimeout time.Duration // for requests to end when the process is told to

	AdminAccess AdminAccess // who is answered at Admin

	// ConnectionsPerSource bounds the connections from one address, or one /64 of IPv6.
	// 0 means twice Concurrency and half of all at most, which a balancer in front, from
	// whose address all of them come, does not reach; less than 0 means no bound.
	ConnectionsPerSource int

	// State keeps what cannot be derived. Its owner closes it when the Proxy has ended. Nil means
	// memory, by the defaults.
	State state.Keeper

	// Reload, if set, is called by POST /-/reload of the admin listener, and with force
	// by POST /-/reload?force=true. The answer has the text of its error, which must not
	// hold secrets.
	Reload func(force bool) error
}

// check fills in the defaults and refuses what cannot work.
func (o *Options) check() error {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Version == "" {
		o.Version = "unknown"
	}
	if o.State == nil {
		o.State = state.NewMemory(state.Limits{Entries: DefaultStateEntries, Bytes: DefaultStateBytes})
	}
	setDefault(&o.MaxBody, DefaultMaxBody)
	setDefault(&o.MaxAnswer, DefaultMaxAnswer)
	setDefault(&o.MaxHeader, DefaultMaxHeader)
	setDefault(&o.MaxFilter, DefaultMaxFilter)
	if o.Memory == 0 {
		o.Memory, _ = limit.FindMemory()
	}
	setDefault(&o.Concurrency, DefaultConcurrency)
	setDefault(&o.FirstByte, DefaultFirstByte)
	setDefault(&o.ReadTimeout, DefaultReadTimeout)
	setDefault(&o.IdleTimeout, DefaultIdleTimeout)
	setDefault(&o.DrainTimeout, DefaultDrainTimeout)
	for _, n := range [...]int{o.MaxBody, o.MaxAnswer, o.MaxHeader, o.MaxFilter, o.Concurrency} {
		if n < 0 {
			return errors.New("a limit is negative")
		}
	}
	if o.Memory < 0 {
		return errors.New("the limit of memory is negative")
	}
	if min(o.FirstByte, o.ReadTimeout, o.IdleTimeout, o.DrainTimeout) < 0 {
		return errors.New("a time-out is negative")
	}
	if o.Listen == "" || o.Admin == "" {
		return errors.New("an address to listen on is missing")
	}
	if !ascii.IsToken([]byte(o.Version)) {
		return errors.New("the version has characters that a User-Agent must not have")
	}
	return o.AdminAccess.check()
}

func setDefault[T int | time.Duration](v *T, d T) {
	if *v == 0 {
		*v = d
	}
}
