"""An organisation in which many people have troubles of their own, as a scenario file for the local service."""

from __future__ import annotations

from typing import Final

DOMAIN: Final = "pilot.example"

HEAD = """
[scenario]
title = "A crowd"
person = "ada"

[enterprise]
name = "Pilot Example"
plan = "enterprise"
domains = ["pilot.example"]

[identity_provider]
name = "Okta"

[directory]
"""

HEALTHY = ("linh", "kim", "noor", "omar")
MEMBERS = ("ada", "finn", "gina", *HEALTHY)
ASSIGNED_LATER = ("carl", "dora", "emil", "hugo", "ines", "mona")
NEVER = ("jack",)

STEPS = """
[[steps]]
do = "edit_name_in_flow"
person = "ada"
last_name = "Lovelace"

[[steps]]
do = "assign"
person = "carl"

[[steps]]
do = "assign"
person = "emil"

[[steps]]
do = "assign"
person = "mona"

[[steps]]
do = "fault"
fail_provisioning = [1]

[[steps]]
do = "assign"
person = "dora"

[[steps]]
do = "unassign"
person = "finn"

[[steps]]
do = "change_email"
person = "gina"
email = "gina.new@pilot.example"

[[steps]]
do = "fault"
drop_deliveries = 1

[[steps]]
do = "assign"
person = "hugo"

[[steps]]
do = "advance"
time = "1d"

[[steps]]
do = "assign"
person = "ines"
"""

EXPECTED: Final = {
    "ada": ("differs", "update.edited_in_flow"),
    "carl": ("not_provisioned", "create.domain_not_registered"),
    "dora": ("not_provisioned", "invite.transient_error"),
    "emil": ("not_provisioned", "blocked.other_enterprise"),
    "finn": ("not_provisioned", "member.removed"),
    "gina": ("differs", "update.email_is_fixed"),
    "hugo": ("not_provisioned", "create.webhook_missed"),
    "ines": ("ready", ""),
    "jack": ("not_provisioned", "create.pending"),
    "mona": ("ready_with_note", "duplicate.manual_before_scim"),
    **dict.fromkeys(HEALTHY, ("ready", "")),
}
"""Status, and the most blocking cause, of everybody (by the address at the identity provider)."""


def mail(key: str) -> str:
    """The address of somebody; Carl's domain is not registered."""
    return f"{key}@elsewhere.example" if key == "carl" else f"{key}.tester@{DOMAIN}"


def crowd() -> str:
    """The scenario file."""
    people = [*map(_member, MEMBERS), *map(_outside, (*ASSIGNED_LATER, *NEVER)), _admin()]
    return "\n".join((HEAD, *people, STEPS))


def _names(key: str) -> tuple[str, str]:
    return key.capitalize(), f"Tester-{key.capitalize()}"


def _idp(key: str) -> str:
    given, family = _names(key)
    claims = f'email = "{mail(key)}", given_name = "{given}", family_name = "{family}"'
    return f'key = "{key}"\nshows = "{key}"\nidp = {{ {claims} }}'


def _account(key: str, email: str, *, more: str) -> str:
    given, family = _names(key)
    return f'flow = {{ email = "{email}", first_name = "{given}", last_name = "{family}", {more} }}'


def _member(key: str) -> str:
    given, family = _names(key)
    values = f'username = "{mail(key)}", email = "{mail(key)}", first_name = "{given}", last_name = "{family}"'
    listed = f"directory = {{ {values} }}"
    return "\n".join(("[[people]]", _idp(key), listed, _account(key, mail(key), more='role = "member"'), ""))


def _outside(key: str) -> str:
    """Not in Directory Sync yet; Emil is a member elsewhere, Mona has an account that was made by hand."""
    flow = {
        "emil": _account(key, mail(key), more='enterprise = "Other Example"'),
        "mona": _account(key, f"mona@{DOMAIN}", more='role = "member"'),
    }
    return "\n".join(("[[people]]", _idp(key), flow.get(key, ""), ""))


def _admin() -> str:
    return "\n".join(("[[people]]", _idp("barbara"), _account("barbara", mail("barbara"), more='role = "admin"'), ""))
