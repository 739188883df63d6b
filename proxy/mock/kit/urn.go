package kit

// The URNs of RFC 7643 and RFC 7644.
const (
	ErrorURN = "urn:ietf:params:scim:api:messages:2.0:Error"
	ListURN  = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	PatchURN = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

	SchemaURN       = "urn:ietf:params:scim:schemas:core:2.0:Schema"
	ResourceTypeURN = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"
	ConfigURN       = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"

	UserURN       = "urn:ietf:params:scim:schemas:core:2.0:User"
	GroupURN      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	EnterpriseURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

// MediaType is the media type of RFC 7644, section 3.1.
const MediaType = "application/scim+json"
