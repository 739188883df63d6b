package store_test

// sames are the options of a block, each with the rules that say the same.
var sames = []same{
	{name: "elements", block: `users:
  stores:
    emails: {elements: 'type eq "work"'}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT, PATCH]}
    only: {attribute: emails, where: 'type eq "work"', otherwise: drop, says: x}
`},
	{name: "elements of several filters are refused", block: `users:
  stores:
    emails: {elements: ['type eq "work"', 'type eq "other"'], action: refuse, message: The target has no other e-mails.}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT, PATCH]}
    only:
      attribute: emails
      where: 'type eq "work" or type eq "other"'
      otherwise: refuse
      says: The target has no other e-mails
`},
	{name: "elements are sent with a warning", block: `users:
  stores:
    emails: {elements: 'type eq "work"', action: warn, methods: [PATCH]}
`, flat: `  - name: r
    when: {resource: Users, method: [PATCH]}
    only: {attribute: emails, where: 'type eq "work"', otherwise: count, says: x}
`},
	{name: "one work e-mail", block: `users:
  stores:
    emails:
      elements: 'type eq "work"'
      max_elements: 1
      prefer: ['primary eq true']
      parts: [value, type, primary]
      type: work
      primary: always
`, flat: `  - name: others
    when: {resource: Users, method: [POST, PUT, PATCH]}
    only: {attribute: emails, where: 'type eq "work"', otherwise: drop, says: x}
  - name: one
    when: {resource: Users, method: [POST, PUT, PATCH]}
    single: {attribute: emails, prefer: ['primary eq true']}
  - name: parts
    when: {resource: Users, method: [POST, PUT, PATCH]}
    drop: [emails.display, emails.$ref]
  - name: type
    when: {resource: Users, method: [POST, PUT, PATCH]}
    set: {attribute: emails.type, value: work}
  - name: primary
    when: {resource: Users, method: [POST, PUT, PATCH]}
    set: {attribute: emails.primary, value: true, overwrite: true}
`},
	{name: "the first is primary", block: `users:
  stores:
    emails: {primary: true}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT, PATCH]}
    set: {attribute: emails.primary, value: true, once: true}
`},
	{name: "work e-mails are primary", block: `users:
  stores:
    emails: {primary: {where: 'type eq "work"'}, methods: [PUT, PATCH]}
`, flat: `  - name: r
    when: {resource: Users, method: [PUT, PATCH]}
    set: {attribute: 'emails[type eq "work"].primary', value: true, once: true}
`},
	{name: "required", block: `users:
  stores:
    displayName: {required: true, message: no user without it}
    userName:
      - {required: true}
      - {name: kept, required: true, methods: [PATCH], message: it stays}
`, flat: `  - name: display-name
    when: {resource: Users, method: [POST, PUT]}
    require: {attributes: [displayName], says: no user without it}
  - name: user-name
    when: {resource: Users, method: [POST, PUT]}
    require: {attributes: [userName], says: the target requires it; add it to the attribute mapping}
  - name: kept
    when: {resource: Users, method: [PATCH]}
    require: {attributes: [userName], says: it stays}
`},
	{name: "all that is required", block: `users:
  stores:
    required:
      - {attributes: [userName, displayName], message: no user without it}
      - {name: kept, attributes: [userName], methods: [PATCH], message: it stays}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT]}
    require: {attributes: [userName, displayName], says: no user without it}
  - name: kept
    when: {resource: Users, method: [PATCH]}
    require: {attributes: [userName], says: it stays}
`},
	{name: "whole addresses", block: `users:
  stores:
    addresses: {required: [streetAddress, locality], action: drop}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT, PATCH]}
    require: {in: addresses, attributes: [streetAddress, locality], otherwise: drop, says: x}
`},
	{name: "whole addresses or none", block: `users:
  stores:
    addresses: {required: [streetAddress, locality], message: complete it}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT, PATCH]}
    require: {in: addresses, attributes: [streetAddress, locality], says: complete it}
`},
	{name: "lengths and patterns", block: `users:
  stores:
    userName: {max_length: 20, message: at most 20}
    displayName: {pattern: '^[^<]*$', action: warn}
`, flat: `  - name: length
    when: {resource: Users}
    limit: {attribute: userName, longest: 20, otherwise: refuse, says: at most 20}
  - name: pattern
    when: {resource: Users}
    limit: {attribute: displayName, fits: '^[^<]*$', otherwise: count, says: x}
`},
	{name: "characters", block: `users:
  stores:
    userName: {characters: {refuse: '[<]'}, message: replace it}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT, PATCH]}
    texts: {refuse: '[<]', attributes: [userName], says: replace it}
`},
	{name: "texts", block: `stores:
  texts:
    - {refuse: '[<]', except: [displayName], message: replace it}
    - {name: long, refuse: '^a{25}$', in: filters, message: too long}
  empty_texts:
    - refuse
    - {name: asked, in: filters, message: ask for something}
`, flat: `  - name: texts
    when: {resource: [Users, Groups], method: [POST, PUT, PATCH]}
    texts: {refuse: '[<]', except: [displayName], says: replace it}
  - name: long
    when: {resource: [Users, Groups], method: [GET]}
    texts: {refuse: '^a{25}$', filters: true, says: too long}
  - name: empty
    when: {resource: [Users, Groups], method: [POST, PUT, PATCH]}
    texts: {refuse: '^$', says: the target takes no empty text; leave the attribute out}
  - name: asked
    when: {resource: [Users, Groups], method: [GET]}
    texts: {refuse: '^$', filters: true, says: ask for something}
`},
	{name: "members in one request", block: `groups:
  stores:
    members: {per_request: 2, methods: [POST, PATCH], message: send fewer}
`, flat: `  - name: r
    when: {resource: Groups, method: [POST, PATCH]}
    at-most: {attribute: members, values: 2, says: send fewer}
`},
	{name: "stored nowhere", block: `users:
  stores:
    enterprise: {stored: false}
    title: {stored: [POST, PUT], action: drop}
    nickName: {stored: false, action: refuse, message: map it to another one}
`, flat: `  - name: enterprise
    when: {resource: Users, method: [POST, PUT, PATCH]}
    found: {attributes: ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'], then: count, says: x}
  - name: title
    when: {resource: Users, method: [PATCH]}
    drop: [title]
  - name: nick-name
    when: {resource: Users, method: [POST, PUT, PATCH]}
    found: {attributes: [nickName], then: refuse, says: map it to another one}
`},
	{name: "stored of some", block: `users:
  stores:
    active: {stored: [PATCH], where: 'active eq false', action: refuse, message: the target has no disabled users}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT]}
    found: {attributes: [active], where: 'active eq false', then: refuse, says: the target has no disabled users}
`},
	{name: "immutable", block: `groups:
  stores:
    displayName: {immutable: true}
    externalId: {immutable: true, action: refuse, message: it stays}
`, flat: `  - name: name
    when: {resource: Groups, method: [PUT, PATCH]}
    found: {attributes: [displayName], then: count, says: x}
  - name: id
    when: {resource: Groups, method: [PUT, PATCH]}
    found: {attributes: [externalId], then: refuse, says: it stays}
`},
	{name: "what is immutable is dropped of a PATCH", block: `groups:
  stores:
    displayName: {immutable: true, action: drop}
`, flat: `  - name: name
    when: {resource: Groups, method: [PATCH]}
    drop: [displayName]
`},
	{name: "read only", block: `users:
  stores:
    displayName: {read_only: true}
`, flat: `  - name: r
    when: {resource: Users, method: [POST, PUT, PATCH]}
    drop: [displayName]
`},
	{name: "others", block: `users:
  stores:
    emails: {parts: [value, type]}
    roles: {stored: [POST, PUT]}
    name.givenName:
    attributes: [userName, displayName]
    others: drop
groups:
  stores:
    attributes: [displayName, members.value]
    others: [{action: refuse, methods: [POST]}, {name: patched, action: warn, methods: [PATCH]}]
`, flat: `  - name: written
    when: {resource: Users, method: [POST, PUT]}
    keep: {attributes: [emails.value, emails.type, roles, name.givenName, userName, displayName], otherwise: drop}
  - name: patched
    when: {resource: Users, method: [PATCH]}
    keep: {attributes: [emails.value, emails.type, name.givenName, userName, displayName], otherwise: drop}
  - name: groups
    when: {resource: Groups, method: [POST]}
    keep: {attributes: [displayName, members.value], otherwise: refuse}
  - name: groups-patched
    when: {resource: Groups, method: [PATCH]}
    keep: {attributes: [displayName, members.value], otherwise: count}
`},
	{name: "undeclared", block: `stores:
  undeclared: warn
users:
  stores:
    undeclared: drop
    also: [foo]
`, flat: `  - name: all
    when: {resource: [Users, Groups], method: [POST, PUT, PATCH]}
    keep: {declared: true, otherwise: count}
  - name: users
    when: {resource: Users, method: [POST, PUT, PATCH]}
    keep: {declared: true, attributes: [foo], otherwise: drop}
`},
}
