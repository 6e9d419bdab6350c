"""The providers' habits: what Okta, Microsoft Entra ID and OneLogin send, one file each."""

from __future__ import annotations

from flow_desktop.mock.idp.profiles.base import Profile
from flow_desktop.mock.idp.profiles.entra import Entra
from flow_desktop.mock.idp.profiles.okta import Okta
from flow_desktop.mock.idp.profiles.onelogin import OneLogin


def profile_named(name: str) -> Profile:
    """The profile of a setting's value."""
    profiles: dict[str, type[Profile]] = {"okta": Okta, "entra": Entra, "onelogin": OneLogin}
    return profiles[name]()
