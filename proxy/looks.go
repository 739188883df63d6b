package proxy

import "time"

// keepLooking looks at the files of secrets and certificates until stop is called, so that
// what has changed while nobody asked is in force when the first request comes: Entra is
// silent for forty minutes at a time.
func (p *Proxy) keepLooking() (stop func()) {
	ended := make(chan struct{})
	go func() {
		tick := time.NewTicker(lookTime / 2) // a look is due after lookTime
		defer tick.Stop()
		for {
			select {
			case <-ended:
				return
			case <-tick.C:
				p.lookAtFiles()
			}
		}
	}()
	return func() { close(ended) }
}

func (p *Proxy) lookAtFiles() {
	p.servers.public.certificate()
	p.servers.admin.certificate()
	s := p.serving.Load()
	if s == nil {
		return
	}
	s.collect(&strikes{})
	for _, l := range s.lanes {
		l.Target.Egress.clientCert()
		l.Target.Egress.roots.get()
	}
}
