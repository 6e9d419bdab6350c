"""What a User and a Group consist of, as data: RFC 7643, 4 (resources), 4.3 (enterprise extension), 7 (attributes)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

CORE = "urn:ietf:params:scim:schemas:core:2.0"
USER_URN = f"{CORE}:User"
GROUP_URN = f"{CORE}:Group"
ENTERPRISE_URN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute with the characteristics of RFC 7643, 7; `subs` are the parts of a complex one."""

    name: str
    description: str = ""
    kind: str = "string"
    many: bool = False
    required: bool = False
    case_exact: bool = False
    mutability: str = "readWrite"
    returned: str = "default"
    uniqueness: str = "none"
    canonical: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    subs: tuple[Attribute, ...] = ()
    _by_name: Mapping[str, Attribute] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {one.name.lower(): one for one in self.subs})

    def sub(self, name: str) -> Attribute | None:
        """The part of this name; letter case does not count (RFC 7643, 2.1)."""
        return self._by_name.get(name.lower())


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema: the core one of a resource, or an extension."""

    id: str
    name: str
    description: str
    attributes: tuple[Attribute, ...]
    _by_name: Mapping[str, Attribute] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", {one.name.lower(): one for one in self.attributes})

    def attribute(self, name: str) -> Attribute | None:
        """The attribute of this name; letter case does not count."""
        return self._by_name.get(name.lower())


@dataclass(frozen=True, slots=True)
class ResourceType:
    """A kind of resource, where it lives, and what it is made of."""

    name: str
    endpoint: str
    core: Schema
    extensions: tuple[Schema, ...] = ()

    def schema(self, urn: str) -> Schema | None:
        """The core schema or the extension with this URN; letter case does not count."""
        return next((one for one in (self.core, *self.extensions) if one.id.lower() == urn.lower()), None)

    def attribute(self, name: str) -> Attribute | None:
        """A common attribute (RFC 7643, 3.1) or one of the core schema."""
        return COMMON.attribute(name) or self.core.attribute(name)


_string = Attribute
_many = partial(Attribute, kind="complex", many=True)
_boolean = partial(Attribute, kind="boolean")
_reference = partial(Attribute, kind="reference", case_exact=True)
_fixed = partial(Attribute, mutability="readOnly")
_VALUE = _string("value", "The value itself")
_DISPLAY = _string("display", "A name to show")
_PRIMARY = _boolean("primary", "Whether this one is preferred; at most one is")


def _list(name: str, description: str, *, types: tuple[str, ...] = (), value: Attribute = _VALUE) -> Attribute:
    """A multi-valued attribute with the usual parts (RFC 7643, 2.4)."""
    kind = _string("type", "What it is for", canonical=types)
    return _many(name, description, subs=(value, _DISPLAY, kind, _PRIMARY))


COMMON = Schema(
    "",
    "Common",
    "Attributes of every resource",
    (
        _fixed("id", case_exact=True, returned="always", uniqueness="server"),
        _string("externalId", case_exact=True),
        _string("schemas", many=True, kind="reference", case_exact=True, returned="always"),
        _fixed(
            "meta",
            kind="complex",
            subs=(
                _fixed("resourceType", case_exact=True),
                _fixed("created", kind="dateTime"),
                _fixed("lastModified", kind="dateTime"),
                _fixed("location", kind="reference", case_exact=True),
                _fixed("version", case_exact=True),
            ),
        ),
    ),
)

_NAME = Attribute(
    "name",
    "The parts of the person's name",
    kind="complex",
    subs=(
        _string("formatted", "The whole name"),
        _string("familyName", "Last name"),
        _string("givenName", "First name"),
        _string("middleName", "Middle names"),
        _string("honorificPrefix", "Title"),
        _string("honorificSuffix", "Suffix"),
    ),
)
_ADDRESSES = _many(
    "addresses",
    "Postal addresses",
    subs=(
        _string("formatted", "The whole address"),
        _string("streetAddress", "Street and number"),
        _string("locality", "Town"),
        _string("region", "State or region"),
        _string("postalCode", "Postal code"),
        _string("country", "Country"),
        _string("type", "What it is for", canonical=("work", "home", "other")),
        _PRIMARY,
    ),
)
_USER_GROUPS = _many(
    "groups",
    "Groups the person is a direct member of",
    mutability="readOnly",
    subs=(
        _fixed("value", "Id of the group", case_exact=True),
        _fixed("$ref", "Address of the group", kind="reference", case_exact=True, references=("User", "Group")),
        _fixed("display", "Name of the group"),
        _fixed("type", "direct or indirect", canonical=("direct", "indirect")),
    ),
)
_PHONES = ("work", "home", "mobile", "fax", "pager", "other")
_MESSENGERS = ("aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo")

USER = Schema(
    USER_URN,
    "User",
    "User Account",
    (
        _string("userName", "Name to sign in with", required=True, uniqueness="server"),
        _NAME,
        _string("displayName", "Name to show"),
        _string("nickName", "Casual name"),
        _reference("profileUrl", "Address of a page about the person", references=("external",)),
        _string("title", "Job title"),
        _string("userType", "Relation to the organisation"),
        _string("preferredLanguage", "Language for the person"),
        _string("locale", "Language and region for formats"),
        _string("timezone", "Time zone"),
        _boolean("active", "Whether the account may be used"),
        _string("password", "Never kept here", mutability="writeOnly", returned="never"),
        _list("emails", "E-mail addresses", types=("work", "home", "other")),
        _list("phoneNumbers", "Phone numbers", types=_PHONES),
        _list("ims", "Messenger addresses", types=_MESSENGERS),
        _list("photos", "Pictures", types=("photo", "thumbnail"), value=_reference("value", references=("external",))),
        _ADDRESSES,
        _USER_GROUPS,
        _list("entitlements", "What the person may do"),
        _list("roles", "Roles of the person"),
        _list("x509Certificates", "Certificates", value=Attribute("value", kind="binary", case_exact=True)),
    ),
)
ENTERPRISE = Schema(
    ENTERPRISE_URN,
    "EnterpriseUser",
    "Enterprise User",
    (
        _string("employeeNumber", "Number within the organisation"),
        _string("costCenter", "Cost centre"),
        _string("organization", "Organisation"),
        _string("division", "Division"),
        _string("department", "Department"),
        Attribute(
            "manager",
            "The person's manager",
            kind="complex",
            subs=(
                _string("value", "Id of the manager", case_exact=True),
                _reference("$ref", "Address of the manager", references=("User",)),
                _fixed("displayName", "Name of the manager"),
            ),
        ),
    ),
)
GROUP = Schema(
    GROUP_URN,
    "Group",
    "Group",
    (
        _string("displayName", "Name of the group", required=True),
        _many(
            "members",
            "Members of the group",
            subs=(
                _string("value", "Id of the member", case_exact=True, mutability="immutable"),
                _reference("$ref", "Address of the member", mutability="immutable", references=("User", "Group")),
                _string("type", "What the member is", mutability="immutable", canonical=("User", "Group")),
                _string("display", "Name of the member", mutability="immutable"),
            ),
        ),
    ),
)

USERS = ResourceType("User", "/Users", USER, (ENTERPRISE,))
GROUPS = ResourceType("Group", "/Groups", GROUP)
