package main

import (
	"fmt"
	"net"

	"github.com/spf13/cobra"

	"scimshim/cmd/scimshim/service"
	"scimshim/config"
)

func newHealthz() *cobra.Command {
	var admin, cert string
	var live bool
	c := &cobra.Command{
		Use:   "healthz",
		Short: "Ask a running proxy whether it is ready",
		Long: "Healthz asks the admin listener of a running proxy whether rules are in use and requests are\n" +
			"accepted, and exits with 0 or 1. It is meant for the health check of a container that has no other\n" +
			"program in it. With --live it only asks whether the process answers. If the admin listener uses TLS,\n" +
			"name the file of its certificate with --cert-file: only this certificate is trusted, whatever names\n" +
			"it contains. No token is needed for these checks.",
		Example: "  scimshim healthz\n" +
			"  scimshim healthz --admin 127.0.0.1:9464 --live",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			path := "/readyz"
			if live {
				path = "/healthz"
			}
			host, port, err := net.SplitHostPort(admin)
			if err != nil {
				return usagef("--admin: expected host:port, such as %s", config.DefaultAdmin)
			}
			text, err := service.AskHealth(host, port, cert, path)
			if err == nil {
				fmt.Fprintln(c.OutOrStdout(), text)
			}
			return err
		},
	}
	c.Flags().StringVar(&admin, "admin", config.DefaultAdmin, "the admin listener's `ADDRESS`")
	c.Flags().StringVar(&cert, "cert-file", "", "the `FILE` with the admin listener's certificate, if it uses TLS")
	c.Flags().BoolVar(&live, "live", false, "only ask whether the process answers, ready or not")
	return c
}
