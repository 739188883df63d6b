package aws

import (
	"slices"
	"strings"
	"unicode"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/model"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/store"
)

// forbidden are the characters that no synchronized attribute may hold, next to tab, newline, carriage
// return and all control and format characters. They are listed by Okta's article on this target (at
// https://support.okta.com, "AWS Provisioning - Errors reported by remote server: Request is unparsable,
// syntactically incorrect, or violates schema"); https://pmcc.net/posts/aws-scim-provisioning-errors reports
// the control characters. profileUrl is spared, for the example of CreateUser has a colon in it.
const forbidden = "<>;:%"

// maxElements is how many elements a list of a user may have (CreateUser).
const maxElements = 1

// checkUser refuses a user that AWS could not hold.
func checkUser(user *ordered.Object) *kit.Refusal {
	if no := model.Lacking(user, "userName", "displayName", "name"); no != nil {
		return no
	}
	name, ok := user.Get("name").(*ordered.Object)
	if !ok {
		return kit.Invalid("", "attribute name is an object")
	}
	if no := model.Lacking(name, "givenName", "familyName"); no != nil {
		return no
	}
	// CreateUser has no space among the characters of userName; PutUser has, and the stricter of both holds.
	if strings.ContainsFunc(user.Text("userName"), unicode.IsSpace) {
		return kit.Invalid("", "attribute userName may not contain a space")
	}
	if no := checkLists(user); no != nil {
		return no
	}
	return checkTexts(user)
}

// checkLists refuses a second element, an e-mail that is not primary, and an address in part.
func checkLists(user *ordered.Object) *kit.Refusal {
	for _, m := range user.Members {
		list, ok := m.Value.([]any)
		if ok && len(list) > maxElements {
			return kit.Invalid("", "attribute %s exceeds the limit of %d element", m.Name, maxElements)
		}
	}
	for _, email := range user.Objects("emails") {
		if email.Get("primary") != true {
			return kit.Invalid("", "the e-mail must be marked as primary")
		}
		if no := model.Lacking(email, "value"); no != nil {
			return no
		}
	}
	for _, address := range user.Objects("addresses") {
		// An address of nothing but a type does not count; AWS's own client, ssosync, sends one with each user.
		if names := address.Names(); len(names) == 1 && names[0] == "type" {
			continue
		}
		// Okta's article: an update of an address needs all of them.
		no := model.Lacking(address, "streetAddress", "locality", "region", "postalCode", "country")
		if no != nil {
			return no
		}
	}
	return nil
}

// checkTexts refuses an empty text and the forbidden characters, at any depth.
func checkTexts(o *ordered.Object) *kit.Refusal {
	for _, m := range o.Members {
		if slices.Contains([]string{"profileUrl", "schemas", "id", "meta"}, m.Name) {
			continue
		}
		if no := checkText(m.Name, m.Value); no != nil {
			return no
		}
	}
	return nil
}

func checkText(name string, value any) *kit.Refusal {
	switch v := value.(type) {
	case *ordered.Object:
		return checkTexts(v)
	case []any:
		for _, element := range v {
			if no := checkText(name, element); no != nil {
				return no
			}
		}
	case string:
		if v == "" {
			return kit.Invalid("", "attribute %s may not be an empty string", name)
		}
		if strings.ContainsFunc(v, isForbidden) {
			return kit.Invalid("", "attribute %s contains a forbidden character", name)
		}
	}
	return nil
}

func isForbidden(r rune) bool {
	return strings.ContainsRune(forbidden, r) || unicode.In(r, unicode.Cc, unicode.Cf)
}

// admitUser checks a user by itself and against all others: userName, primary e-mail and externalId are
// unique (page "Troubleshooting", duplicate users). old is the user that it takes the place of.
func (a *identityCenter) admitUser(user, old *ordered.Object) *kit.Refusal {
	if no := checkUser(user); no != nil {
		return no
	}
	if slices.ContainsFunc(a.store.All("Users"), func(other *ordered.Object) bool {
		return other != old && store.SameUser(user, other)
	}) {
		return kit.Refuse(409, "", "userName, e-mail or externalId is in use")
	}
	return nil
}

// admitGroup is admitUser for a group, of which the name is unique (ibid.). For externalId that is [infer].
func (a *identityCenter) admitGroup(group, old *ordered.Object) *kit.Refusal {
	if no := model.Lacking(group, "displayName"); no != nil {
		return no
	}
	if no := checkTexts(group); no != nil {
		return no
	}
	if slices.ContainsFunc(a.store.All("Groups"), func(other *ordered.Object) bool {
		return other != old && store.SameGroup(group, other)
	}) {
		return kit.Refuse(409, "", "displayName or externalId is in use")
	}
	return nil
}
