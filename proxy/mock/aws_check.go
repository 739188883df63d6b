package mock

import (
	"slices"
	"strings"
	"unicode"
)

// awsForbidden are the characters that no synchronized attribute may hold, next to tab, newline, carriage
// return and all control and format characters. They are listed by Okta's article on this target (at
// https://support.okta.com, "AWS Provisioning - Errors reported by remote server: Request is unparsable,
// syntactically incorrect, or violates schema"); https://pmcc.net/posts/aws-scim-provisioning-errors tells of
// the control characters. profileUrl is spared, for the example of CreateUser has a colon in it.
const awsForbidden = "<>;:%"

// awsMaxElements is how many elements a list of a user may have (CreateUser).
const awsMaxElements = 1

// checkAWSUser refuses a user that AWS could not hold.
func checkAWSUser(user *object) *refusal {
	if no := lacking(user, "userName", "displayName", "name"); no != nil {
		return no
	}
	name, ok := user.get("name").(*object)
	if !ok {
		return invalid("", "attribute name is an object")
	}
	if no := lacking(name, "givenName", "familyName"); no != nil {
		return no
	}
	// CreateUser has no space among the characters of userName; PutUser has, and the stricter of both holds.
	if strings.ContainsFunc(user.text("userName"), unicode.IsSpace) {
		return invalid("", "attribute userName may not contain a space")
	}
	if no := checkAWSLists(user); no != nil {
		return no
	}
	return checkAWSTexts(user)
}

// checkAWSLists refuses a second element, an e-mail that is not primary, and an address in part.
func checkAWSLists(user *object) *refusal {
	for _, m := range user.members {
		list, ok := m.value.([]any)
		if ok && len(list) > awsMaxElements {
			return invalid("", "attribute %s exceeds the limit of %d element", m.name, awsMaxElements)
		}
	}
	for _, email := range elementsOf(user, "emails") {
		if email.get("primary") != true {
			return invalid("", "the e-mail must be marked as primary")
		}
		if no := lacking(email, "value"); no != nil {
			return no
		}
	}
	for _, address := range elementsOf(user, "addresses") {
		// An address of a type and no more is none; AWS's own client, ssosync, has one with each user.
		if names := address.names(); len(names) == 1 && names[0] == "type" {
			continue
		}
		// Okta's article: an update of an address needs all of them.
		no := lacking(address, "streetAddress", "locality", "region", "postalCode", "country")
		if no != nil {
			return no
		}
	}
	return nil
}

// checkAWSTexts refuses an empty text and the forbidden characters, at any depth.
func checkAWSTexts(o *object) *refusal {
	for _, m := range o.members {
		if slices.Contains([]string{"profileUrl", "schemas", "id", "meta"}, m.name) {
			continue
		}
		if no := checkAWSText(m.name, m.value); no != nil {
			return no
		}
	}
	return nil
}

func checkAWSText(name string, value any) *refusal {
	switch v := value.(type) {
	case *object:
		return checkAWSTexts(v)
	case []any:
		for _, element := range v {
			if no := checkAWSText(name, element); no != nil {
				return no
			}
		}
	case string:
		if v == "" {
			return invalid("", "attribute %s may not be an empty string", name)
		}
		if strings.ContainsFunc(v, isAWSForbidden) {
			return invalid("", "attribute %s contains a forbidden character", name)
		}
	}
	return nil
}

func isAWSForbidden(r rune) bool {
	return strings.ContainsRune(awsForbidden, r) || unicode.In(r, unicode.Cc, unicode.Cf)
}

// admitUser checks a user by itself and against all others: userName, primary e-mail and externalId are
// unique (page "Troubleshooting", duplicate users). old is the user that it takes the place of.
func (a *awsIdentityCenter) admitUser(user, old *object) *refusal {
	if no := checkAWSUser(user); no != nil {
		return no
	}
	if slices.ContainsFunc(a.store.all("Users"), func(other *object) bool {
		return other != old && collide(user, other)
	}) {
		return &refusal{409, "", "userName, e-mail or externalId is in use"}
	}
	return nil
}

// admitGroup is admitUser for a group, of which the name is unique (ibid.). For externalId that is [infer].
func (a *awsIdentityCenter) admitGroup(group, old *object) *refusal {
	if no := lacking(group, "displayName"); no != nil {
		return no
	}
	if no := checkAWSTexts(group); no != nil {
		return no
	}
	if slices.ContainsFunc(a.store.all("Groups"), func(other *object) bool {
		return other != old && sameGroup(group, other)
	}) {
		return &refusal{409, "", "displayName or externalId is in use"}
	}
	return nil
}

// sameGroup tells whether two groups cannot live in one directory.
func sameGroup(a, b *object) bool {
	id := a.text("externalId")
	return strings.EqualFold(a.text("displayName"), b.text("displayName")) ||
		id != "" && id == b.text("externalId")
}

// elementsOf lists the objects in a list attribute.
func elementsOf(o *object, name string) []*object {
	list, _ := o.get(name).([]any)
	var found []*object
	for _, element := range list {
		if e, ok := element.(*object); ok {
			found = append(found, e)
		}
	}
	return found
}
