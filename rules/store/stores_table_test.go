package store_test

// A stored is a block, and what the target sees of requests.
type stored struct {
	name, block string
	sees        []seen
}

// A seen is what the target sees of one of the requests.
type seen struct{ request, sent string }

// blocks are the options, each with all requests of which it changes what comes of them.
var blocks = []stored{
	{"elements", `users:
  stores:
    emails: {elements: 'type eq "work"'}`, []seen{
		{"create with e-mails", `{"userName":"a","displayName":"","emails":[{"value":"w@x","type":"work","display":"W"},{"value":"p@x","primary":true}]}`},
		{"replace, disabled", `{"userName":"aaaaaaaaaaaaaaaaaaaaaaaaa","nickName":"n","active":false}`},
		{"replace with a work e-mail", `{"userName":"a","emails":[{"value":"w@x","type":"work"}]}`},
		{"patch by paths", `{"Operations":[{"op":"replace","path":"emails[type eq \"work\"].display","value":"W"},{"op":"replace","path":"title","value":"t"}]}`},
		{"add e-mails", `{"Operations":[{"op":"add","path":"emails","value":[{"value":"u@x"}]},{"op":"remove","path":"userName"}]}`},
		{"replace e-mails", `{"Operations":[{"op":"remove","path":"emails"},{"op":"replace","path":"userName","value":"aaaaaaaaaaaaaaaaaaaaaaaaa"}]}`},
	}},
	{"elements of several filters are refused", `users:
  stores:
    emails: {elements: ['type eq "work"', 'type eq "other"'], action: refuse, message: The target has no other e-mails.}`, []seen{
		{"create with e-mails", `refused: emails: The target has no other e-mails`},
		{"replace, disabled", `{"userName":"aaaaaaaaaaaaaaaaaaaaaaaaa","nickName":"n","active":false}`},
		{"replace with a work e-mail", `refused: emails: The target has no other e-mails`},
		{"patch by paths", `refused: emails: The target has no other e-mails`},
		{"add e-mails", `refused: emails: The target has no other e-mails`},
		{"replace e-mails", `refused: emails: The target has no other e-mails`},
	}},
	{"elements are sent with a warning", `users:
  stores:
    emails: {elements: 'type eq "work"', action: warn, methods: [PATCH]}`, []seen{
		{"patch by paths", `{"Operations":[{"op":"replace","path":"emails[type eq \"home\"].value","value":"h@x"},{"op":"replace","path":"emails[type eq \"work\"].display","value":"W"},{"op":"replace","path":"title","value":"t"}]} warned`},
		{"add e-mails", `{"Operations":[{"op":"add","path":"emails","value":[{"value":"h@x","type":"home"},{"value":"u@x"}]},{"op":"remove","path":"userName"}]} warned`},
		{"replace e-mails", `{"Operations":[{"op":"replace","path":"emails","value":[{"value":"h@x","type":"home"}]},{"op":"replace","path":"userName","value":"aaaaaaaaaaaaaaaaaaaaaaaaa"}]} warned`},
	}},
	{"one work e-mail", `users:
  stores:
    emails:
      elements: 'type eq "work"'
      max_elements: 1
      prefer: ['primary eq true']
      parts: [value, type, primary]
      type: work
      primary: always`, []seen{
		{"create with e-mails", `{"userName":"a","displayName":"","emails":[{"value":"p@x","primary":true,"type":"work"}]}`},
		{"create with an address", `{"userName":"a<b","emails":[{"value":"u@x","type":"work","primary":true}],"addresses":[{"type":"work","locality":"Lund"}],"foo":1}`},
		{"replace, disabled", `{"userName":"aaaaaaaaaaaaaaaaaaaaaaaaa","nickName":"n","active":false}`},
		{"replace with a work e-mail", `{"userName":"a","emails":[{"value":"w@x","type":"work","primary":true}]}`},
		{"patch by paths", `{"Operations":[{"op":"replace","path":"title","value":"t"}]}`},
		{"add e-mails", `{"Operations":[{"op":"add","path":"emails","value":[{"value":"u@x","type":"work","primary":true}]},{"op":"remove","path":"userName"}]}`},
		{"replace e-mails", `{"Operations":[{"op":"remove","path":"emails"},{"op":"replace","path":"userName","value":"aaaaaaaaaaaaaaaaaaaaaaaaa"}]}`},
	}},
	{"a type of the target's own", `users:
  stores:
    addresses: {elements: 'type eq "work"', sent_as: home}`, []seen{
		{"create with an address", `{"userName":"a<b","emails":[{"value":"u@x"}],"addresses":[{"type":"home","locality":"Lund"}],"foo":1}`},
		{"add an address", `{"Operations":[{"op":"add","path":"addresses","value":[{"type":"home","locality":"Lund","region":""}]}]}`},
	}},
	{"a type of the target's own is the client's", `users:
  stores:
    addresses: {elements: 'type eq "work"', sent_as: Work}`, nil},
	{"the first is primary", `users:
  stores:
    emails: {primary: true}`, []seen{
		{"create with an address", `{"userName":"a<b","emails":[{"value":"u@x","primary":true}],"addresses":[{"type":"work","locality":"Lund"}],"foo":1}`},
		{"replace, disabled", `{"userName":"aaaaaaaaaaaaaaaaaaaaaaaaa","nickName":"n","active":false,"emails":[{"value":"h@x","type":"home","primary":true}]}`},
		{"replace with a work e-mail", `{"userName":"a","emails":[{"value":"h@x","type":"home","primary":true},{"value":"w@x","type":"work"}]}`},
		{"replace e-mails", `{"Operations":[{"op":"replace","path":"emails","value":[{"value":"h@x","type":"home","primary":true}]},{"op":"replace","path":"userName","value":"aaaaaaaaaaaaaaaaaaaaaaaaa"}]}`},
	}},
	{"work e-mails are primary", `users:
  stores:
    emails: {primary: {where: 'type eq "work"'}, methods: [PUT, PATCH]}`, []seen{
		{"replace with a work e-mail", `{"userName":"a","emails":[{"value":"h@x","type":"home"},{"value":"w@x","type":"work","primary":true}]}`},
	}},
	{"required", `users:
  stores:
    displayName: {required: true, message: no user without it}
    userName:
      - {required: true}
      - {name: kept, required: true, methods: [PATCH], message: it stays}`, []seen{
		{"create with e-mails", `refused: displayName is missing: no user without it`},
		{"create with an address", `refused: displayName is missing: no user without it`},
		{"replace, disabled", `refused: displayName is missing: no user without it`},
		{"replace with a work e-mail", `refused: displayName is missing: no user without it`},
		{"replace with an extension", `refused: displayName is missing: no user without it`},
		{"add e-mails", `refused: userName cannot be removed: it stays`},
	}},
	{"all that is required", `users:
  stores:
    required:
      - {attributes: [userName, displayName], message: no user without it}
      - {name: kept, attributes: [userName], methods: [PATCH], message: it stays}`, []seen{
		{"create with e-mails", `refused: displayName is missing: no user without it`},
		{"create with an address", `refused: displayName is missing: no user without it`},
		{"replace, disabled", `refused: displayName is missing: no user without it`},
		{"replace with a work e-mail", `refused: displayName is missing: no user without it`},
		{"replace with an extension", `refused: displayName is missing: no user without it`},
		{"add e-mails", `refused: userName cannot be removed: it stays`},
	}},
	{"whole addresses", `users:
  stores:
    addresses: {required: [streetAddress, locality], action: drop}`, []seen{
		{"create with an address", `{"userName":"a<b","emails":[{"value":"u@x"}],"foo":1}`},
		{"add an address", `nothing: 204`},
	}},
	{"whole addresses or none", `users:
  stores:
    addresses: {required: [streetAddress, locality], message: complete it}`, []seen{
		{"create with an address", `refused: addresses without streetAddress: complete it`},
		{"add an address", `refused: addresses without streetAddress: complete it`},
	}},
	{"lengths and patterns", `users:
  stores:
    userName: {max_length: 20, message: at most 20}
    displayName: {pattern: '^[^<]*$', action: warn}`, []seen{
		{"replace, disabled", `{"nickName":"n","active":false,"emails":[{"value":"h@x","type":"home"}]}`},
		{"replace e-mails", `refused: userName: at most 20`},
		{"disable", `{"Operations":[{"op":"replace","value":{"active":false,"nickName":"n","foo":1}}]}`},
		{"find a long name", `refused: the target cannot be asked for this value of userName: at most 20`},
	}},
	{"characters", `users:
  stores:
    userName: {characters: {refuse: '[<]'}, message: replace it}`, []seen{
		{"create with an address", `refused: userName: replace it`},
	}},
	{"texts", `stores:
  texts:
    - {refuse: '[<]', except: [displayName], message: replace it}
    - {name: long, refuse: '^a{25}$', in: filters, message: too long}
  empty_texts:
    - refuse
    - {name: asked, in: filters, message: ask for something}`, []seen{
		{"create with e-mails", `refused: displayName: the target takes no empty text; leave the attribute out`},
		{"create with an address", `refused: userName: replace it`},
		{"add an address", `refused: addresses.region: the target takes no empty text; leave the attribute out`},
		{"find a long name", `refused: the filter on userName: too long`},
		{"find nothing", `refused: the filter on externalId: ask for something`},
	}},
	{"members in one request", `groups:
  stores:
    members: {per_request: 2, methods: [POST, PATCH], message: send fewer}`, []seen{
		{"create a group", `refused: members: the request has 3 values of it, and the target takes at most 2; send fewer`},
	}},
	{"stored nowhere", `users:
  stores:
    enterprise: {stored: false}
    title: {stored: [POST, PUT], action: drop}
    nickName: {stored: false, action: refuse, message: map it to a separate entry}`, []seen{
		{"replace, disabled", `{"userName":"aaaaaaaaaaaaaaaaaaaaaaaaa","active":false,"emails":[{"value":"h@x","type":"home"}]}`},
		{"replace with an extension", `{"userName":"a","name":{"givenName":"A"},"active":true,"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"d"}} warned`},
		{"patch by paths", `{"Operations":[{"op":"replace","path":"emails[type eq \"home\"].value","value":"h@x"},{"op":"replace","path":"emails[type eq \"work\"].display","value":"W"}]}`},
		{"disable", `{"Operations":[{"op":"replace","value":{"active":false,"foo":1,"displayName":"a<b"}}]}`},
	}},
	{"stored of some", `users:
  stores:
    active: {stored: [PATCH], where: 'active eq false', action: refuse, message: the target has no disabled users}`, []seen{
		{"replace, disabled", `refused: active: the target has no disabled users`},
	}},
	{"immutable", `groups:
  stores:
    displayName: {immutable: true}
    externalId: {immutable: true, action: refuse, message: it stays}`, []seen{
		{"replace a group", `refused: externalId: it stays warned`},
		{"rename a group", `{"Operations":[{"op":"replace","path":"displayName","value":"h"},{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}]} warned`},
	}},
	{"what is immutable is dropped of a PATCH", `groups:
  stores:
    displayName: {immutable: true, action: drop}`, []seen{
		{"rename a group", `{"Operations":[{"op":"add","path":"members","value":[{"value":"1"},{"value":"2"}]}]}`},
	}},
	{"read only", `users:
  stores:
    displayName: {read_only: true}`, []seen{
		{"create with e-mails", `{"userName":"a","emails":[{"value":"h@x","type":"home"},{"value":"w@x","type":"work","display":"W"},{"value":"p@x","primary":true}]}`},
		{"disable", `{"Operations":[{"op":"replace","value":{"active":false,"nickName":"n","foo":1}}]}`},
	}},
	{"others", `users:
  stores:
    emails: {parts: [value, type]}
    roles: {stored: [POST, PUT]}
    name.givenName:
    attributes: [userName, displayName]
    others: drop
groups:
  stores:
    attributes: [displayName, members.value]
    others: [{action: refuse, methods: [POST]}, {name: patched, action: warn, methods: [PATCH]}]`, []seen{
		{"create with e-mails", `{"userName":"a","displayName":"","emails":[{"value":"h@x","type":"home"},{"value":"w@x","type":"work"},{"value":"p@x"}]}`},
		{"create with an address", `{"userName":"a<b","emails":[{"value":"u@x"}]}`},
		{"replace, disabled", `{"userName":"aaaaaaaaaaaaaaaaaaaaaaaaa","active":false,"emails":[{"value":"h@x","type":"home"}]}`},
		{"replace with an extension", `{"userName":"a","name":{"givenName":"A"},"active":true}`},
		{"patch by paths", `{"Operations":[{"op":"replace","path":"emails[type eq \"home\"].value","value":"h@x"}]}`},
		{"disable", `{"Operations":[{"op":"replace","value":{"active":false,"displayName":"a<b"}}]}`},
		{"add an address", `nothing: 204`},
		{"create a group", `refused: the target does not take members.type; remove it from the attribute mapping`},
		{"add a member", `{"Operations":[{"op":"add","path":"members","value":[{"value":"1","type":"User"}]}]} warned`},
	}},
	{"undeclared", `stores:
  undeclared: warn
users:
  stores:
    undeclared: drop
    also: [foo]`, []seen{
		{"create with an address", `{"userName":"a<b","emails":[{"value":"u@x"}],"addresses":[{"type":"work","locality":"Lund"}],"foo":1} warned`},
		{"disable", `{"Operations":[{"op":"replace","value":{"active":false,"nickName":"n","foo":1,"displayName":"a<b"}}]} warned`},
	}},
}
