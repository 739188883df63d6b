// Command play takes the client of ssosync through a cycle at the SCIM service of
// AWS IAM Identity Center, or of what stands for it: a line for each step, with
// what came of it. It is built inside of ssosync's module, whose client is
// internal. Its arguments are the URL of the service and a bearer token.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/awslabs/ssosync/internal/aws"
)

func main() {
	client, err := aws.NewClient(&http.Client{Timeout: 20 * time.Second},
		&aws.Config{Endpoint: os.Args[1], Token: os.Args[2]})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	c := cycle{Client: client}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"look for a stranger", c.stranger},
		{"create a user", c.create},
		{"find the user", c.find},
		{"rename the user", c.rename},
		{"disable the user", c.disable},
		{"create a group", c.group},
		{"find the group", c.findGroup},
		{"add the user to the group", c.add},
		{"see the user in the group", c.member(true)},
		{"remove the user from the group", c.remove},
		{"see the user outside of the group", c.member(false)},
		{"list the groups", c.groups},
		{"list the users", c.users},
		{"delete the group", func() error { return c.DeleteGroup(c.team) }},
		{"delete the user", func() error { return c.DeleteUser(c.ada) }},
		{"see that the user is gone", c.stranger},
	} {
		outcome := "right"
		if err := step.do(); err != nil {
			outcome = err.Error()
		}
		fmt.Printf("%s\t%s\n", step.name, outcome)
	}
}

const email = "ada@example.com"

type cycle struct {
	aws.Client
	ada  *aws.User
	team *aws.Group
}

func (c *cycle) stranger() error {
	if _, err := c.FindUserByEmail(email); !errors.Is(err, aws.ErrUserNotFound) {
		return fmt.Errorf("expected nobody, got %v", err)
	}
	return nil
}

func (c *cycle) create() (err error) {
	c.ada, err = c.CreateUser(aws.NewUser("Ada", "Berg", email, true))
	if err != nil {
		c.ada = &aws.User{}
	}
	return err
}

func (c *cycle) find() error {
	u, err := c.FindUserByEmail(email)
	if err == nil && (u.ID != c.ada.ID || !u.Active) {
		return fmt.Errorf("found somebody else: %+v", u)
	}
	return err
}

func (c *cycle) rename() error { return c.update("Dahl", true) }

func (c *cycle) disable() error { return c.update("Dahl", false) }

func (c *cycle) update(name string, active bool) error {
	if _, err := c.UpdateUser(aws.UpdateUser(c.ada.ID, "Ada", name, email, active)); err != nil {
		return err
	}
	u, err := c.FindUserByEmail(email)
	if err == nil && (u.Name.FamilyName != name || u.Active != active) {
		return fmt.Errorf("the user is now %+v", u)
	}
	return err
}

func (c *cycle) group() (err error) {
	c.team, err = c.CreateGroup(aws.NewGroup("Team"))
	if err != nil {
		c.team = &aws.Group{}
	}
	return err
}

func (c *cycle) findGroup() error {
	g, err := c.FindGroupByDisplayName("Team")
	if err == nil && g.ID != c.team.ID {
		return fmt.Errorf("found another group: %+v", g)
	}
	return err
}

func (c *cycle) add() error { return c.AddUserToGroup(c.ada, c.team) }

func (c *cycle) remove() error { return c.RemoveUserFromGroup(c.ada, c.team) }

func (c *cycle) member(want bool) func() error {
	return func() error {
		got, err := c.IsUserInGroup(c.ada, c.team)
		if err == nil && got != want {
			return fmt.Errorf("in the group: %v", got)
		}
		return err
	}
}

func (c *cycle) groups() error {
	list, err := c.GetGroups()
	if err == nil && len(list) != 1 {
		return fmt.Errorf("%d groups", len(list))
	}
	return err
}

func (c *cycle) users() error {
	list, err := c.GetUsers()
	if err == nil && len(list) != 1 {
		return fmt.Errorf("%d users", len(list))
	}
	return err
}
