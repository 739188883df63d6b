package atlassian

import (
	"slices"

	"scimshim/proxy/mock/kit"
	"scimshim/proxy/mock/kit/ordered"
	"scimshim/proxy/mock/kit/patch"
	"scimshim/proxy/mock/kit/store"
)

// patchUser applies the operations in their order and returns the new user;
// before is left alone. The result still has to pass checkUser.
func patchUser(before *ordered.Object, ops []patch.Operation) (*ordered.Object, *kit.Refusal) {
	user := before.Clone()
	for _, op := range ops {
		if no := op.ApplyTo(user, userAttributes); no != nil {
			return nil, no
		}
	}
	if reactivatesWithSameMail(before, user, ops) {
		return nil, noPrimary()
	}
	return user, nil
}

// reactivatesWithSameMail recognises bug ID-8027: a PATCH of several operations
// that makes an inactive user active and also sends the e-mail that the user
// already has is refused as if no e-mail were primary. The vendor's cure is PUT,
// or not to send the e-mail. The report shows a replace of the whole list; the
// mock treats every operation on emails alike.
func reactivatesWithSameMail(before, after *ordered.Object, ops []patch.Operation) bool {
	return len(ops) > 1 && before.Get("active") == false && after.Get("active") == true &&
		slices.ContainsFunc(ops, sendsMail) &&
		slices.Equal(store.Addresses(before), store.Addresses(after))
}

func sendsMail(o patch.Operation) bool {
	if o.Path != nil {
		return o.Path.Attr == "emails"
	}
	value, ok := o.Value.(*ordered.Object)
	return ok && value.Get("emails") != nil
}
