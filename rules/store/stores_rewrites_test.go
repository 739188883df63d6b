package store_test

// rewrites are packs with blocks in the place of rules.
var rewrites = []rewritten{
	{pack: "servicenow", before: "manager", played: 300, gone: []string{"unstored", "undefined-of-users", "undefined-of-groups",
		"member-type", "element-parts", "email-others", "email-one", "email-type", "phone-others", "address-others",
		"members-at-once"}, block: `users:
  stores:
    enterprise:
      stored: false
      action: ${unknown_attributes}
      message: >-
        ServiceNow accepts Enterprise attributes and stores them nowhere; map them to attributes of
        urn:ietf:params:scim:schemas:extension:servicenow:2.0:User
    emails:
      - {parts: [value, type], methods: [PATCH]}
      - elements: 'type eq "work"'
        max_elements: 1
        prefer: ['type eq "work" and primary eq true', 'type eq "work"', 'primary eq true']
        type: work
        action: ${other_elements}
        message: ServiceNow stores one e-mail, of the type work
    phoneNumbers:
      - {parts: [value, type], methods: [PATCH]}
      - elements: ['type eq "work"', 'type eq "mobile"', 'type eq "home"']
        action: ${other_elements}
        message: ServiceNow stores phone numbers of the types work, mobile and home
    addresses:
      - parts: [formatted, streetAddress, locality, region, postalCode, country, type]
        methods: [PATCH]
      - elements: 'type eq "${stored_address}"'
        action: ${other_elements}
        message: ServiceNow stores one address; which one says the parameter stored_address of the pack servicenow
    undeclared: ${undefined_attributes}
    also: ['urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:User']
groups:
  stores:
    undeclared: ${undefined_attributes}
    also: ['urn:ietf:params:scim:schemas:extension:servicenow:custom:2.0:Group']
    members.type: {stored: false, action: drop}
    members:
      per_request: ${max_members}
      message: >-
        send the members in several requests, or raise com.snc.integration.scim2.max.member.count and the parameter
        max_members of the pack servicenow
`},
	{pack: "atlassian", before: "paths", first: []string{"email-missing"}, played: 100, gone: []string{"unstored", "unstored-of-groups",
		"group-name", "group-name-refused", "group-name-dropped", "email-others", "email-one", "email-primary",
		"email-primary-written", "email-primary-patched", "phone-numbers"}, block: `users:
  stores:
    others: ${unknown_attributes}
    attributes: [userName, externalId, displayName, nickName, title, preferredLanguage, timezone, department, organization,
                 name, enterprise.organization, enterprise.department]
    emails:
      - {parts: [value, type, primary]}
      - elements: 'type eq "work"'
        methods: [PATCH]
        action: ${other_emails}
        message: Atlassian's account has one e-mail, the one of the type work
      - {max_elements: 1, prefer: ['type eq "work" and primary eq true', 'type eq "work"', 'primary eq true']}
      - {name: patched, parts: [value, type], methods: [PATCH], action: drop}
      - {primary: always, methods: [POST, PUT]}
      - {name: work, primary: {where: 'type eq "work"'}, methods: [PATCH]}
      - {name: replaced, primary: first, methods: [PATCH]}
    phoneNumbers:
      - {parts: [value, type, primary]}
      - {stored: false, action: drop, if: {phone_numbers: drop}}
groups:
  stores:
    others: ${unknown_attributes}
    attributes: [externalId, members]
    displayName:
      immutable: true
      action: ${group_rename}
      message: Atlassian does not rename groups; create a group of the new name and move its members
`},
	{pack: "figma", before: "paths", played: 30, gone: []string{"user-name", "display-name", "external-id", "group-name",
		"undefined-of-groups", "email-others"}, block: `users:
  stores:
    userName: {max_length: 100, message: Figma takes at most 100 characters}
    displayName: {max_length: 100, message: Figma takes at most 100 characters}
    emails:
      elements: 'type eq "work"'
      methods: [PATCH]
      action: ${selected_elements}
      message: Figma has one e-mail for a user; take the others out of the attribute mapping
groups:
  stores:
    displayName: {max_length: 255, message: Figma takes at most 255 characters}
    undeclared: drop
stores:
  externalId: {max_length: 255, message: Figma takes at most 255 characters}
`},
	{pack: "snowflake", before: "", first: []string{"users", "groups"}, played: 25, gone: []string{"undefined-of-groups", "user-name",
		"password", "one-email", "email-others"}, block: `users:
  stores:
    userName: {immutable: true, action: drop, methods: [PATCH], if: {organization: true}}
    password: {stored: false, action: drop, if: {organization: true}}
    emails:
      - {max_elements: 1, prefer: ['type eq "work"', 'primary eq true']}
      - elements: 'type eq "work"'
        methods: [PATCH]
        action: ${selected_elements}
        message: Snowflake has one e-mail for a user; take the others out of the attribute mapping
groups:
  stores:
    undeclared: drop
`},
	{pack: "salesforce", before: "paths", played: 20, gone: []string{"undefined-of-groups", "email-others"}, block: `users:
  stores:
    emails:
      elements: 'type eq "work"'
      methods: [PATCH]
      action: ${selected_elements}
      message: Salesforce has one e-mail for a user; take the others out of the attribute mapping
groups:
  stores: {undeclared: drop}
`},
	{pack: "slack", before: "paths", played: 20, gone: []string{"user-name", "display-name", "undefined-of-groups",
		"email-others"}, block: `users:
  stores:
    userName:
      if: {user_name: refuse}
      max_length: 20
      message: "Slack takes at most 20 characters; map an attribute like mailNickname to it, or give the pack slack user_name: cut"
    displayName:
      pattern: '^[^@]*$'
      action: ${display_name}
      message: Slack takes no @ in a displayName; map the name of the person to it, not the address
    emails:
      elements: 'type eq "work"'
      methods: [PATCH]
      action: ${selected_elements}
      message: Slack has one e-mail for a user; take the others out of the attribute mapping
groups:
  stores: {undeclared: drop}
`},
	{pack: "zoom", before: "paths", played: 20, gone: []string{"undefined-of-groups", "email-others"}, block: `users:
  stores:
    emails:
      elements: 'type eq "work"'
      methods: [PATCH]
      action: ${selected_elements}
      message: Zoom has one e-mail for a user; take the others out of the attribute mapping
groups:
  stores: {undeclared: drop}
`},
}
