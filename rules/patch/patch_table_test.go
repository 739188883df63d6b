package patch_test

// sames are the options of a block, each with the flat rules that say the same.
var sames = []same{
	{name: "the one e-mail of ServiceNow", packs: "*-servicenow", others: `users:
  stores:
    emails:
      elements: 'type eq "work"'
      max_elements: 1
      prefer: ['type eq "work" and primary eq true', 'type eq "work"', 'primary eq true']
      parts: [value, type]
      type: work
`, block: `  patch:
    elements: {emails: replace}
`, flat: `  - name: added
    when: {resource: Users, method: [PATCH]}
    change-op: {attribute: emails, from: add, to: replace, assume: single-element}
  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert: {paths: ['emails[type eq "work"]'], write: replace, assume: single-element}
`},
	{name: "phone numbers of ServiceNow", packs: "*-servicenow", others: `users:
  stores:
    phoneNumbers: {elements: 'type eq "work" or type eq "mobile" or type eq "home"', parts: [value, type]}
`, block: `  patch:
    elements: {phoneNumbers: remove_add}
`, flat: `  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert:
      paths: ['phoneNumbers[type eq "work"]', 'phoneNumbers[type eq "mobile"]', 'phoneNumbers[type eq "home"]']
      write: remove-add
      assume: bare-element
`},
	{name: "the address of ServiceNow", packs: "*-servicenow", others: `users:
  stores:
    addresses: {elements: 'type eq "home"'}
`, block: `  patch:
    elements:
      addresses:
        write: [remove_add, in_place]
        complete: [streetAddress, locality, region, postalCode, country]
        loses: [formatted]
    empties: [empty_list]
    leaver: [filtered_replace]
    never:
      - {forms: [filtered_replace], except: [addresses]}
      - empty_value
      - filtered_add
      - remove_with_value
      - flat_keys
      - missing_value
      - missing_path
      - foreign_member
      - not_object
      - element_type
      - core_urn
      - every_element
      - extension
      - nested_filter
`, flat: `  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert:
      paths: ['addresses[type eq "home"]']
      write: [remove-add, in-place]
      complete: [streetAddress, locality, region, postalCode, country]
      loses: [formatted]
  - name: emptied
    when: {resource: [Users], method: [PATCH]}
    clear: {values: [empty-list]}
  - name: leaver
    when: {resource: Users, method: [PATCH]}
    patch-limits: {refuse: [filtered-replace], leaver: only}
  - name: replace-limits
    when: {resource: Users, method: [PATCH]}
    patch-limits: {refuse: [filtered-replace], except: [addresses]}
  - name: limits
    when: {resource: Users, method: [PATCH]}
    patch-limits:
      refuse: [empty-value, filtered-add, remove-value, flat-keys, missing-value, missing-path, foreign-member, not-object,
               element-type, core-urn, every-element, extension, nested-filter]
`},
	{name: "the address of ServiceNow by its parts", packs: "*-servicenow", others: `users:
  stores:
    addresses:
      elements: 'type eq "home"'
      parts: [formatted, streetAddress, locality, region, postalCode, country, type]
`, block: `  patch:
    elements:
      addresses: {write: [remove_add, in_place], complete: [streetAddress, locality, region, postalCode, country]}
`, flat: `  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert:
      paths: ['addresses[type eq "home"]']
      write: [remove-add, in-place]
      complete: [streetAddress, locality, region, postalCode, country]
      loses: [formatted]
`},
	{name: "groups of ServiceNow and Atlassian", packs: "*-atlassian", others: "", block: `groups:
  patch:
    empties: {values: [empty_list], why: no empty containers}
    never:
      - {forms: [replace_all], message: let the client add and remove them one by one.}
      - {name: members, forms: [remove_all], message: remove them one by one}
`, flat: `  - name: emptied
    when: {resource: [Groups], method: [PATCH]}
    clear: {values: [empty-list]}
  - name: replaced
    when: {resource: Groups, method: [PATCH]}
    patch-limits: {refuse: [replace-all], says: let the client add and remove them one by one}
  - name: removed
    when: {resource: Groups, method: [PATCH]}
    patch-limits: {refuse: [remove-all], says: remove them one by one}
`},
	{name: "the e-mail of Atlassian", packs: "*-atlassian", others: `users:
  stores:
    emails: {elements: 'type eq "work"', max_elements: 1, prefer: ['type eq "work"']}
`, block: `  patch:
    elements:
      emails:
        write: replace
        adds: {where: 'type eq "work" or primary eq true'}
        stamp: {primary: true}
`, flat: `  - name: added
    when: {resource: Users, method: [PATCH]}
    change-op: {attribute: emails, from: add, to: replace, where: 'type eq "work" or primary eq true', assume: single-element}
  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert: {paths: ['emails[type eq "work"]'], write: replace, stamp: {primary: true}, assume: single-element}
`},
	{name: "the e-mail of Atlassian is primary", packs: "*-atlassian", others: `users:
  stores:
    emails: {elements: 'type eq "work"', max_elements: 1}
`, block: `  patch:
    elements:
      emails: {write: replace, adds: {where: 'type eq "work" or primary eq true'}, fixed: {primary: true}}
`, flat: `  - name: added
    when: {resource: Users, method: [PATCH]}
    change-op: {attribute: emails, from: add, to: replace, where: 'type eq "work" or primary eq true', assume: single-element}
  - name: written
    when: {resource: Users, method: [PATCH]}
    drop: [emails.primary]
  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert: {paths: ['emails[type eq "work"]'], write: replace, stamp: {primary: true}, assume: single-element}
  - name: patched
    when: {resource: Users, method: [PATCH]}
    set: {attribute: emails.primary, value: true, once: true}
`},
	{name: "phone numbers of Atlassian", packs: "*-atlassian", others: `users:
  stores:
    phoneNumbers: {elements: ['type eq "work"', 'type eq "mobile"', 'type eq "other"'], action: warn}
`, block: `  patch:
    elements: {phoneNumbers: in_place}
`, flat: `  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert:
      paths: ['phoneNumbers[type eq "work"]', 'phoneNumbers[type eq "mobile"]', 'phoneNumbers[type eq "other"]']
      write: in-place
`},
	{name: "what AWS has once", packs: "*-aws-identity-center", others: "", block: `users:
  patch:
    once: [userName, active]
    elements:
      emails: {paths: ['emails[type eq "work"]'], write: replace, complete: [value], stamp: {primary: true}, assume: single_element}
      addresses:
        paths: ['addresses[type eq "work"]']
        write: [replace, in_place]
        complete: [streetAddress, locality, region, postalCode, country]
        loses: [formatted]
        assume: single_element
`, flat: `  - name: once
    when: {resource: Users, method: [PATCH]}
    last: [userName, active]
  - name: email-added
    when: {resource: Users, method: [PATCH]}
    change-op: {attribute: emails, from: add, to: replace, assume: single-element}
  - name: email-element
    when: {resource: Users, method: [PATCH]}
    upsert:
      paths: ['emails[type eq "work"]']
      write: replace
      complete: [value]
      stamp: {primary: true}
      assume: single-element
  - name: address-added
    when: {resource: Users, method: [PATCH]}
    change-op: {attribute: addresses, from: add, to: replace, assume: single-element}
  - name: address-element
    when: {resource: Users, method: [PATCH]}
    upsert:
      paths: ['addresses[type eq "work"]']
      write: [replace, in-place]
      complete: [streetAddress, locality, region, postalCode, country]
      loses: [formatted]
      assume: single-element
`},
	{name: "groups of AWS", packs: "*-aws-identity-center", others: "", block: `groups:
  patch:
    never: [replace_all, remove_all, filtered_add, filtered_replace, flat_keys, empty_value, missing_value, missing_path,
            foreign_member, not_object, core_urn, element_type]
    removes: {members: list}
`, flat: `  - name: limits
    when: {resource: Groups, method: [PATCH]}
    patch-limits: [replace-all, remove-all, filtered-add, filtered-replace, flat-keys, empty-value, missing-value,
                   missing-path, foreign-member, not-object, core-urn, element-type]
  - name: list
    when: {resource: Groups, method: [PATCH]}
    member-remove: {attribute: members, to: list, assume: by-value}
`},
	{name: "roles of GitHub", packs: "*-github-emu", others: "", block: `users:
  patch:
    elements:
      roles: {paths: ['roles[primary eq true]'], write: replace, complete: [value], loses: others}
`, flat: `  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert: {paths: ['roles[primary eq true]'], write: replace, complete: [value], loses: [others], assume: single-element}
`},
	{name: "whole roles of GitHub", packs: "*-github-emu", others: "", block: `users:
  patch:
    elements:
      roles: {paths: ['roles[primary eq true]'], write: replace, complete: [value], assume: whole_list}
`, flat: `  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert: {paths: ['roles[primary eq true]'], write: replace, complete: [value], assume: single-element}
  - name: whole
    when: {resource: Users, method: [PATCH]}
    change-op: {attribute: roles, from: add, to: replace, assume: whole-list}
`},
	{name: "what Sentry takes by replace only", packs: "*-sentry", others: "", block: `users:
  patch: {once: [active], only_replace: [active]}
groups:
  patch: {only_replace: {attributes: [displayName], source: 'https://docs.sentry.example.com'}}
`, flat: `  - name: once
    when: {resource: Users, method: [PATCH]}
    last: [active]
  - name: replaced
    when: {resource: Users, method: [PATCH]}
    change-op: {attribute: active, from: add, to: replace, assume: single-element}
  - name: named
    when: {resource: Groups, method: [PATCH]}
    change-op: {attribute: displayName, from: add, to: replace, assume: single-element}
`},
	{name: "selected elements of Slack and its like", packs: "*-slack", others: "", block: `users:
  patch:
    elements:
      emails:
        paths: ['emails[type eq "work"].value']
        write: replace
        stamp: {primary: true}
        assume: single_element
        adds: keep
    never:
      - {forms: [filtered_add, filtered_replace], except: [emails], action: drop}
      - {forms: [filtered_remove], except: [emails, roles], action: drop}
      - filtered_add
      - filtered_replace
      - nested_filter
`, flat: `  - name: element
    when: {resource: Users, method: [PATCH]}
    upsert: {paths: ['emails[type eq "work"].value'], write: replace, stamp: {primary: true}, assume: single-element}
  - name: selected
    when: {resource: Users, method: [PATCH]}
    patch-limits: {refuse: [filtered-add, filtered-replace], except: [emails], otherwise: drop}
  - name: removed
    when: {resource: Users, method: [PATCH]}
    patch-limits: {refuse: [filtered-remove], except: [emails, roles], otherwise: drop}
  - name: limits
    when: {resource: Users, method: [PATCH]}
    patch-limits: [filtered-add, filtered-replace, nested-filter]
`},
}
