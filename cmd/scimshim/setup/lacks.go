package setup

import (
	"cmp"
	"errors"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"

	"scimshim/config"
	"scimshim/config/tree"
	"scimshim/proxy/file"
	"scimshim/proxy/secret"
	"scimshim/proxy/target"
	"scimshim/rewrite/state"
	"scimshim/rewrite/state/disk"
)

// Lacks tries what serving a configuration needs beside rules, and returns all that is in its
// way, each fault at the key or the flag that asks for it and in the order of these. It opens
// secrets and certificates, and if listen is set the addresses and the file of the state, which it
// closes again. No
// fault quotes a secret.
func Lacks(c *config.Config, from *Secrets, listen bool) tree.Errors {
	faults := append(secretFaults(c, from), egressFaults(c)...)
	if listen {
		faults = append(append(faults, listenFaults(c)...), stateFaults(c, from)...)
	}
	return byPlace(faults)
}

// secretFaults opens the secrets of all routes, and of the admin listener.
func secretFaults(c *config.Config, from *Secrets) tree.Errors {
	var faults tree.Errors
	try := func(s config.Secret) {
		held, err := from.Open(s)
		if err == nil {
			err = secret.Check(held)
		}
		if err != nil {
			faults = append(faults, tree.Error{Pos: s.Pos, Msg: Sentence(err)})
		}
	}
	if !c.Access.Bearer.IsZero() {
		try(c.Access.Bearer)
	}
	for _, r := range c.Routes {
		if r.Target.Auth.Kind != config.Pass {
			try(r.Target.Auth.Secret)
		}
		for _, client := range r.Clients {
			try(client.Bearer)
		}
	}
	return byPlace(once(faults))
}

// egressFaults looks at the forward proxies and opens the certificates that targets are
// reached with.
func egressFaults(c *config.Config) tree.Errors {
	var faults tree.Errors
	add := func(pos tree.Position, err error) {
		if err != nil {
			faults = append(faults, tree.Error{Pos: pos, Msg: Sentence(err)})
		}
	}
	for _, r := range c.Routes {
		e := r.Target.Egress
		add(e.Proxy.Pos, target.CheckProxy(e.Proxy.Text))
		if e.CA != "" {
			add(e.CAPos, file.CheckAuthorities(e.CA))
		}
		faults = append(faults, tlsFaults(e.Client)...)
	}
	return byPlace(once(faults))
}

// stateFaults opens the key of the state, and its file, which it closes again.
func stateFaults(c *config.Config, from *Secrets) tree.Errors {
	s := &c.State
	if s.File == "" {
		return nil
	}
	key, err := from.Open(s.Key)
	if err == nil {
		err = disk.CheckKey(key.Reveal())
	}
	if err != nil {
		return tree.Errors{{Pos: s.Key.Pos, Msg: Sentence(err)}}
	}
	if err := disk.Check(s.File, key.Reveal(), StateLimits(c)); err != nil {
		return tree.Errors{{Pos: s.FilePos, Msg: err.Error()}}
	}
	return nil
}

// StateLimits returns how much a configuration lets the state have.
func StateLimits(c *config.Config) state.Limits {
	return state.Limits{Entries: c.State.Entries, Bytes: c.State.Bytes}
}

// byPlace sorts faults of one file.
func byPlace(faults tree.Errors) tree.Errors {
	slices.SortStableFunc(faults, func(a, b tree.Error) int {
		return cmp.Or(cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Column, b.Pos.Column))
	})
	return faults
}

// listenFaults reads the certificate and opens the addresses, which it closes again.
func listenFaults(c *config.Config) tree.Errors {
	faults := append(tlsFaults(c.TLS), tlsFaults(c.Access.TLS)...)
	for _, at := range [...]struct {
		address string
		pos     tree.Position
	}{{c.Listen, c.ListenPos}, {c.Admin, c.AdminPos}} {
		l, err := net.Listen("tcp", at.address)
		if err != nil {
			faults = append(faults, tree.Error{Pos: at.pos, Msg: Sentence(err)})
			continue
		}
		defer l.Close() // not before the other one is open, which may be the same
	}
	return faults
}

func tlsFaults(files *config.TLS) tree.Errors {
	if files == nil {
		return nil
	}
	var faults tree.Errors
	for _, f := range [...]struct {
		name string
		pos  tree.Position
	}{{files.CertFile, files.CertPos}, {files.KeyFile, files.KeyPos}} {
		if _, err := os.ReadFile(f.name); err != nil {
			faults = append(faults, tree.Error{Pos: f.pos, Msg: Sentence(err)})
		}
	}
	err := file.CheckKeyPair(file.KeyPair{Cert: files.CertFile, Key: files.KeyFile})
	switch {
	case len(faults) > 0 || err == nil:
		return faults
	case strings.HasPrefix(err.Error(), files.KeyFile+": "):
		return tree.Errors{{Pos: files.KeyPos, Msg: err.Error()}}
	}
	return tree.Errors{{Pos: files.CertPos, Msg: err.Error()}}
}

// Sentence returns an error of the system without the name of the call that failed.
func Sentence(err error) string {
	var file *fs.PathError
	var listen *net.OpError
	switch {
	case errors.As(err, &file):
		return file.Path + ": " + file.Err.Error()
	case errors.As(err, &listen) && listen.Addr != nil:
		return "cannot listen at " + listen.Addr.String() + ": " + cmp.Or(errors.Unwrap(listen.Err), listen.Err).Error()
	}
	return err.Error()
}
