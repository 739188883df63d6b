package main

import (
	"fmt"
	"io"
	"net"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/service"
	"scimshim/config"
	"scimshim/proxy/guard"
)

func newGuard() *cobra.Command {
	k := &guarding{}
	c := &cobra.Command{
		Use:   "guard {status | release --route NAME | reject --route NAME}",
		Short: "Show, release or reject the changes that a running proxy holds",
		Long: "Guard asks the admin listener of a running proxy. A route with a guard lets only so many deletes,\n" +
			"disables and removals of members through within a window, and holds what is beyond: clients get 429\n" +
			"and try again. Release lets the next window's worth through, counted anew. Reject refuses what is\n" +
			"held with 403, for the time of --for, or until it is released.",
		Example: "  scimshim guard status\n" +
			"  scimshim guard release --route servicenow\n" +
			"  scimshim guard reject --route servicenow --sort deletes --for 24h",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"status", "release", "reject"},
		RunE:      func(c *cobra.Command, args []string) error { return k.run(args[0], c.OutOrStdout()) },
	}
	f := c.Flags()
	f.StringVar(&k.admin, "admin", config.DefaultAdmin, "the admin listener's `ADDRESS`")
	f.StringVar(&k.at.Cert, "cert-file", "", "the `FILE` with the admin listener's certificate, if it uses TLS")
	f.StringVar(&k.at.BearerFile, "bearer-file", "", "the `FILE` with the token that the admin listener requires")
	f.StringVar(&k.route, "route", "", "the `NAME` of the route to decide about")
	f.StringSliceVar(&k.sorts, "sort", nil,
		"decide about a `LIST` of deletes, disables and removals (default all that is held)")
	f.DurationVar(&k.length, "for", 0, "reject for a `DURATION` (default until it is released)")
	return c
}

// A guarding is what guard is told to do.
type guarding struct {
	admin  string
	at     service.AdminListener
	route  string
	sorts  []string
	length time.Duration
}

func (k *guarding) run(what string, out io.Writer) (err error) {
	if k.at.Host, k.at.Port, err = net.SplitHostPort(k.admin); err != nil {
		return usagef("--admin: expected host:port, such as %s", config.DefaultAdmin)
	}
	decides := k.route != "" || len(k.sorts) > 0 || k.length != 0
	switch {
	case what == "status" && decides:
		return usagef("status is that of all routes; --route, --sort and --for go with release and reject")
	case what == "status":
		all, err := k.at.GuardStatus()
		if err == nil {
			writeGuards(out, all)
		}
		return err
	case k.route == "":
		return usagef("--route: expected the name of a route")
	case k.length < 0 || k.length > 0 && what != "reject":
		return usagef("--for: expected with reject, and a duration such as 24h")
	}
	query := url.Values{"route": {k.route}, "sort": k.sorts}
	if k.length > 0 {
		query.Set("for", k.length.String())
	}
	done, err := k.at.Decide(what, query)
	fmt.Fprint(out, done)
	return err
}

// writeGuards writes how guards are, for people.
func writeGuards(w io.Writer, all []guard.Report) {
	if len(all) == 0 {
		fmt.Fprintln(w, "no route has a guard")
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ROUTE\tSORT\tCHANGES\tSTATE")
	for _, r := range all {
		for _, s := range r.Sorts {
			fmt.Fprintf(t, "%s\t%s\t%d of %d within %s\t%s\n", r.Route, s.Sort, s.Now, s.Count, r.Window, stateOf(s))
		}
	}
	_ = t.Flush() // what cannot be written is lost, as with any other output
}

// stateOf says whether changes go through.
func stateOf(s guard.Status) string {
	h := s.Hold
	switch {
	case h == nil:
		return "open"
	case !h.Rejected:
		return fmt.Sprintf("held since %s, with more than %d; %s refused", h.Since.UTC().Format(time.RFC3339), h.Bound,
			count(s.Refused, "request"))
	case h.Until.IsZero():
		return "rejected until it is released"
	}
	return "rejected until " + h.Until.UTC().Format(time.RFC3339)
}
