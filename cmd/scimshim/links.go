package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/links"
	"scimshim/proxy/probe"
)

// linksFlags are the flags of the command links.
type linksFlags struct {
	url, org, keyFile, email, account, record string
	unlink, remove, yes                       bool
	timeout                                   time.Duration
}

func newLinks() *cobra.Command {
	var flags linksFlags
	c := &cobra.Command{
		Use:   "links --org ID --key-file FILE {--email ADDRESS | --account ID}",
		Short: "Find, and remove, the provisioning record at Atlassian that causes a conflict",
		Long: "Links asks an Atlassian organization which provisioning records there are of an e-mail address, or\n" +
			"of an account, in all of its directories. A record that was left behind answers 409 to whoever is to\n" +
			"have its address. It takes the API key of the organization, not that of a directory.\n\n" +
			"--unlink takes the link between a record and its account away; both stay. --remove removes the records\n" +
			"of the account, in all directories; the account stays, and its user must be put into groups anew, as\n" +
			"by a new provisioning. It is for managed accounts. Both only say what they would send, unless --yes is\n" +
			"given; then they ask again, and show what is left. Each request is shown, and the address is not.",
		Example: "  scimshim links --url http://127.0.0.1:9991 --org org-1 --key-file org.key \\\n" +
			"    --email ada@example.com\n" +
			"  scimshim links --url http://127.0.0.1:9991 --org org-1 --key-file org.key --email ada@example.com \\\n" +
			"    --remove\n" +
			"  scimshim links --url http://127.0.0.1:9991 --org org-1 --key-file org.key --email ada@example.com \\\n" +
			"    --remove --yes\n" +
			"  scimshim links --url http://127.0.0.1:9991 --org org-1 --key-file org.key --account 5b10:a \\\n" +
			"    --record kept --unlink",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(c.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			r, err := flags.repair(c.OutOrStdout())
			if err != nil {
				return err
			}
			defer r.client.HTTP.CloseIdleConnections()
			return r.run(ctx)
		},
	}
	f := c.Flags()
	f.StringVar(&flags.url, "url", "https://api.atlassian.com", "the `URL` of Atlassian's APIs")
	f.StringVar(&flags.org, "org", "", "the `ID` of the organization")
	f.StringVar(&flags.keyFile, "key-file", "", "the `FILE` with the organization's API key; it is never printed")
	f.StringVar(&flags.email, "email", "", "the `ADDRESS` of which the records are wanted")
	f.StringVar(&flags.account, "account", "", "the `ID` of the account of which the records are wanted")
	f.StringVar(&flags.record, "record", "", "the `ID` of the record that is meant, if there are several")
	f.BoolVar(&flags.unlink, "unlink", false, "take the link between a record and its account away")
	f.BoolVar(&flags.remove, "remove", false, "remove the records of the account")
	f.BoolVar(&flags.yes, "yes", false, "really do it")
	f.DurationVar(&flags.timeout, "timeout", 10*time.Second, "how long to wait for an answer")
	return c
}

// repair returns what the flags ask for. Its error is a usageError, but for a key that cannot be read.
func (f *linksFlags) repair(w io.Writer) (*repair, error) {
	switch {
	case !isBase(f.url):
		return nil, usagef("--url: expected a URL such as https://api.atlassian.com")
	case !links.ID.MatchString(f.org):
		return nil, usagef("--org: expected the id of an organization")
	case f.keyFile == "":
		return nil, usagef("--key-file: expected the file with the organization's API key")
	case (f.email == "") == (f.account == ""), f.email != "" && !strings.Contains(f.email, "@"),
		f.account != "" && !links.ID.MatchString(f.account):
		return nil, usagef("expected either --email with an address, or --account with the id of an account")
	case f.unlink && f.remove:
		return nil, usagef("expected either --unlink or --remove")
	case f.yes && !f.unlink && !f.remove:
		return nil, usagef("--yes: expected --unlink or --remove")
	case f.timeout <= 0:
		return nil, usagef("--timeout: expected a time such as 10s")
	}
	key, err := readToken(f.keyFile)
	r := &repair{linksFlags: f, w: w}
	r.client = &links.Client{Base: strings.TrimRight(f.url, "/"), Org: f.org, Key: key,
		HTTP: probe.NewClient(f.timeout),
		Log: func(line string) {
			r.requests++
			fmt.Fprintln(w, line)
		}}
	return r, err
}

// isBase reports whether a text is a URL to which the key may be sent: without TLS only to this machine.
func isBase(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && net.ParseIP(u.Hostname()).IsLoopback()
}

// A repair is one call of the command.
type repair struct {
	*linksFlags
	client   *links.Client
	w        io.Writer
	requests int
	changes  int
}

// run finds the records, and does with them what the flags say.
func (r *repair) run(ctx context.Context) error {
	err := r.look(ctx)
	fmt.Fprintf(r.w, "%s, %s\n", count(r.requests, "request"), count(r.changes, "change"))
	return err
}

func (r *repair) look(ctx context.Context) error {
	found, err := r.find(ctx)
	if err != nil {
		return unchanged(err)
	}
	r.show(found)
	switch {
	case r.unlink:
		return r.doUnlink(ctx, found)
	case r.remove:
		return r.doRemove(ctx, found)
	}
	return nil
}

func (r *repair) find(ctx context.Context) ([]links.Link, error) {
	if r.account != "" {
		return r.client.OfAccount(ctx, r.account)
	}
	return r.client.OfEmail(ctx, r.email)
}

func (r *repair) show(list []links.Link) {
	if len(list) == 0 {
		fmt.Fprintln(r.w, "no provisioning records")
	}
	for _, l := range list {
		account := "linked to the account " + l.Account
		if l.Account == "" {
			account = "linked to no account"
		}
		fmt.Fprintf(r.w, "record %s in the directory %s, %s\n", l.Record, l.Directory, account)
	}
}

// one returns the record that is meant.
func (r *repair) one(found []links.Link) (links.Link, error) {
	if r.record != "" {
		found = slices.DeleteFunc(slices.Clone(found), func(l links.Link) bool { return l.Record != r.record })
	}
	switch {
	case len(found) == 0:
		return links.Link{}, unchanged(errors.New("there is no such record"))
	case len(found) > 1:
		return links.Link{}, unchanged(fmt.Errorf("there are %d records; say with --record which is meant", len(found)))
	case found[0].Account == "":
		return links.Link{}, unchanged(fmt.Errorf("record %s is linked to no account; ask Atlassian Support to "+
			"remove it", found[0].Record))
	}
	return found[0], nil
}

// unchanged is an error before any change.
func unchanged(err error) error { return fmt.Errorf("%w; nothing was changed", err) }

// doUnlink takes the link of one record away.
func (r *repair) doUnlink(ctx context.Context, found []links.Link) error {
	one, err := r.one(found)
	if err != nil || !r.may("PATCH", links.UnlinkPath(one)) {
		return err
	}
	r.changes++
	if err := r.client.Unlink(ctx, one); err != nil {
		return err
	}
	return r.left(ctx)
}

// doRemove removes all records of an account, which are shown before.
func (r *repair) doRemove(ctx context.Context, found []links.Link) error {
	one, err := r.one(found)
	if err != nil {
		return err
	}
	if r.account == "" {
		all, err := r.client.OfAccount(ctx, one.Account)
		if err != nil {
			return unchanged(err)
		}
		fmt.Fprintln(r.w, "of this account:")
		r.show(all)
	}
	if !r.may("DELETE", links.RemovePath(one.Account)) {
		return nil
	}
	r.changes++
	if err := r.client.Remove(ctx, one.Account); err != nil {
		return err
	}
	return r.left(ctx)
}

// may reports whether a change may be sent, and says what it would be where it may not.
func (r *repair) may(method, path string) bool {
	if !r.yes {
		fmt.Fprintf(r.w, "would send %s %s; nothing was changed; do it with --yes\n", method, path)
	}
	return r.yes
}

// left shows what there is after a change.
func (r *repair) left(ctx context.Context) error {
	found, err := r.find(ctx)
	if err != nil {
		return fmt.Errorf("the change was made, but what is left cannot be shown: %w", err)
	}
	fmt.Fprintln(r.w, "left:")
	r.show(found)
	return nil
}
