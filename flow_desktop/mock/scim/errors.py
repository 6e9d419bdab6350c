"""How a SCIM request is refused (RFC 7644, 3.12)."""

from __future__ import annotations

from http import HTTPStatus

ERROR_URN = "urn:ietf:params:scim:api:messages:2.0:Error"


class ScimError(Exception):
    """A refusal: HTTP status, a detail for people, and the `scimType` of RFC 7644, table 9, where there is one."""

    def __init__(self, status: int, detail: str, scim_type: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.scim_type = status, detail, scim_type

    def document(self) -> dict[str, object]:
        """The body of the answer."""
        kind = {"scimType": self.scim_type} if self.scim_type else {}
        return {"schemas": [ERROR_URN], "status": str(self.status), **kind, "detail": self.detail}


def bad(scim_type: str, detail: str) -> ScimError:
    """A 400 with its type."""
    return ScimError(HTTPStatus.BAD_REQUEST, detail, scim_type)


def missing(name: str, key: str) -> ScimError:
    """There is no such resource."""
    return ScimError(HTTPStatus.NOT_FOUND, f"{name} {key} not found.")


def conflict(detail: str) -> ScimError:
    """Something that must be unique is taken."""
    return ScimError(HTTPStatus.CONFLICT, detail, "uniqueness")
