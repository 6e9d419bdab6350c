"""The documents with which a SCIM service describes itself (RFC 7644, 4; RFC 7643, 5 to 7; RFC 9865, 4)."""

from __future__ import annotations

from typing import Any

from flow_desktop.mock.scim.query import DEFAULT_RESULTS, MAX_RESULTS
from flow_desktop.mock.scim.schemas import ENTERPRISE, GROUP, GROUPS, USER, USERS, Attribute, ResourceType, Schema

_CORE = "urn:ietf:params:scim:schemas:core:2.0"
CONFIG_URN, TYPE_URN, SCHEMA_URN = (f"{_CORE}:{name}" for name in ("ServiceProviderConfig", "ResourceType", "Schema"))

Json = dict[str, Any]


class Discovery:
    """Makes the documents. `base` is the address of the SCIM service."""

    def __init__(self, base: str) -> None:
        self._base = base

    def service_provider_config(self) -> Json:
        """What this service can do."""
        return {
            "schemas": [CONFIG_URN],
            "patch": {"supported": True},
            "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": MAX_RESULTS},
            "changePassword": {"supported": False},
            "sort": {"supported": True},
            "etag": {"supported": True},
            "pagination": {
                "cursor": True,
                "index": True,
                "defaultPaginationMethod": "index",
                "defaultPageSize": DEFAULT_RESULTS,
                "maxPageSize": MAX_RESULTS,
            },
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "Bearer token",
                    "description": "The token that Directory Sync issued for this directory.",
                    "specUri": "https://www.rfc-editor.org/info/rfc6750",
                    "primary": True,
                }
            ],
            "meta": {"resourceType": "ServiceProviderConfig", "location": f"{self._base}/ServiceProviderConfig"},
        }

    def resource_types(self) -> list[Json]:
        """Users and groups."""
        return [self._resource_type(kind) for kind in (USERS, GROUPS)]

    def schemas(self) -> list[Json]:
        """The schemas of users and groups, in full."""
        return [self._schema(one) for one in (USER, GROUP, ENTERPRISE)]

    def _resource_type(self, kind: ResourceType) -> Json:
        extensions = [{"schema": one.id, "required": False} for one in kind.extensions]
        return {
            "schemas": [TYPE_URN],
            "id": kind.name,
            "name": kind.name,
            "description": kind.core.description,
            "endpoint": kind.endpoint,
            "schema": kind.core.id,
            **({"schemaExtensions": extensions} if extensions else {}),
            "meta": {"resourceType": "ResourceType", "location": f"{self._base}/ResourceTypes/{kind.name}"},
        }

    def _schema(self, schema: Schema) -> Json:
        return {
            "schemas": [SCHEMA_URN],
            "id": schema.id,
            "name": schema.name,
            "description": schema.description,
            "attributes": [_attribute(one) for one in schema.attributes],
            "meta": {"resourceType": "Schema", "location": f"{self._base}/Schemas/{schema.id}"},
        }


def _attribute(one: Attribute) -> Json:
    """An attribute's definition (RFC 7643, 7); letter case and uniqueness say nothing of complex or boolean ones."""
    told: Json = {
        "name": one.name,
        "type": one.kind,
        "multiValued": one.many,
        "description": one.description,
        "required": one.required,
        "mutability": one.mutability,
        "returned": one.returned,
    }
    if one.kind not in ("complex", "boolean"):
        told |= {"caseExact": one.case_exact, "uniqueness": one.uniqueness}
    if one.canonical:
        told["canonicalValues"] = list(one.canonical)
    if one.kind == "reference":
        told["referenceTypes"] = list(one.references)
    if one.subs:
        told["subAttributes"] = [_attribute(part) for part in one.subs]
    return told
