package proxy

import (
	"crypto/tls"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// An expiryCollector makes the metrics of what ends at a certain time when it is asked for:
// the certificates that are shown to clients, to operators and to targets, what targets
// show, and the tokens of OAuth. What has no end, or is not known yet, has no series.
type expiryCollector struct{ proxy *Proxy }

var (
	certificateExpiry = describe("scimshim_certificate_expiry_timestamp_seconds", "gauge")
	tokenExpiry       = describe("scimshim_token_expiry_timestamp_seconds", "gauge")
)

// Describe implements prometheus.Collector.
func (c expiryCollector) Describe(out chan<- *prometheus.Desc) {
	out <- certificateExpiry
	out <- tokenExpiry
}

// An expiring is a Credential that ends; its expires is zero while there is none.
type expiring interface{ expires() time.Time }

// Collect implements prometheus.Collector.
func (c expiryCollector) Collect(out chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, at time.Time, labels ...string) {
		if !at.IsZero() {
			out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(at.Unix()), labels...)
		}
	}
	tell(certificateExpiry, endOf(c.proxy.servers.public.certificate()), "public", noRoute)
	tell(certificateExpiry, endOf(c.proxy.servers.admin.certificate()), "admin", noRoute)
	s := c.proxy.serving.Load()
	if s == nil {
		return
	}
	for _, l := range s.lanes {
		tell(certificateExpiry, endOf(l.Target.Egress.clientCert()), "target", l.Name)
		if shown := l.targetCert(); shown != nil {
			tell(certificateExpiry, shown.NotAfter, "proxy", l.Name)
		}
		if token, ok := l.credential.(expiring); ok {
			tell(tokenExpiry, token.expires(), l.Name)
		}
	}
}

// endOf returns when a certificate ends; zero for none.
func endOf(c *tls.Certificate) time.Time {
	if c == nil || c.Leaf == nil {
		return time.Time{}
	}
	return c.Leaf.NotAfter
}

// certificate returns the certificate that a listener shows now; nil for none.
func (l *listener) certificate() *tls.Certificate {
	if l == nil || l.secure == nil || l.secure.GetCertificate == nil {
		return nil
	}
	held, _ := l.secure.GetCertificate(nil)
	return held
}
