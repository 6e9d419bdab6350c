"""The probes that fit one deployment, or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flow_desktop.adapters.accounts import FileAccounts
from flow_desktop.adapters.clock import SystemClock
from flow_desktop.adapters.credential import CredentialSource, directory_credential, fixed
from flow_desktop.adapters.discovery import WELL_KNOWN
from flow_desktop.adapters.doctor.browser import LoopbackProbe, OpenerProbe
from flow_desktop.adapters.doctor.configuration import ConfigurationProbe
from flow_desktop.adapters.doctor.keychain import KeychainProbe, NoKeychainProbe
from flow_desktop.adapters.doctor.machine import MachineProbe
from flow_desktop.adapters.doctor.network import AddressProbe
from flow_desktop.adapters.doctor.program import ProgramProbe
from flow_desktop.adapters.doctor.service import ClockProbe, DiscoveryProbe, Place, SessionProbe, SourceProbe
from flow_desktop.adapters.http import Http
from flow_desktop.adapters.keychain import Keychain
from flow_desktop.adapters.places import Places, find_resources
from flow_desktop.adapters.vault import choose_vault
from flow_desktop.core.deployment import Deployment, DirectoryAuth, Refusal, SourceKind
from flow_desktop.core.ports import Probe, ProxyFor
from flow_desktop.core.problems import FlowError, Problem


@dataclass(frozen=True, slots=True)
class Ward:
    """What is examined. ``keep``: the keychain may be used. ``token_file``, ``read_stdin``: of the credential."""

    places: Places
    proxy_for: ProxyFor
    keep: bool = True
    token_file: str | None = None
    read_stdin: Callable[[], str] | None = None


def probes_for(
    found: Deployment | Refusal | None, ward: Ward, http: Http
) -> tuple[tuple[Probe, ...], tuple[Probe, ...]]:
    """What to look at first, and what after it. Without a usable deployment, at this computer alone."""
    keychain = Keychain()
    deployment = found if isinstance(found, Deployment) else None
    credential, unusable = _credential(deployment, ward, keychain)
    first: list[Probe] = [
        MachineProbe(ward.places, os.environ),
        ProgramProbe(find_resources()),
        ConfigurationProbe(found, unusable),
        KeychainProbe(keychain) if ward.keep else NoKeychainProbe(),
        OpenerProbe(os.environ),
        LoopbackProbe(deployment.redirect_ports if deployment else ()),
    ]
    if deployment is None:
        return tuple(first), ()
    first += _outside(deployment, ward, http)
    first += (SourceProbe(place, http, SystemClock(), credential) for place in _sources(deployment))
    first.append(_session(deployment, ward, keychain))
    return tuple(first), (ClockProbe(http),)


def _outside(deployment: Deployment, ward: Ward, http: Http) -> Iterator[Probe]:
    issuer = deployment.issuer.removesuffix("/") + WELL_KNOWN
    yield AddressProbe("issuer", issuer, http, ward.proxy_for)
    for place in _sources(deployment):
        yield AddressProbe(place.name, place.url, http, ward.proxy_for)
    yield DiscoveryProbe(deployment.issuer, http)


def _sources(deployment: Deployment) -> Iterator[Place]:
    """``directory_id`` and ``directory_auth`` belong to the more direct one (`Deployment.direct`)."""
    name, by_person = deployment.directory_id, deployment.directory_auth is DirectoryAuth.USER
    if deployment.source is not SourceKind.NONE and deployment.directory_url:
        as_user = by_person or deployment.source is SourceKind.FLOW
        yield Place("directory_url", deployment.source, deployment.directory_url, as_user, name)
    if deployment.second_source is not SourceKind.NONE and deployment.second_url:
        yield Place("second_url", deployment.second_source, deployment.second_url, by_person, name)


def _session(deployment: Deployment, ward: Ward, keychain: Keychain) -> Probe:
    vault = choose_vault(ward.places, keep=ward.keep, client_id=deployment.client_id, keychain=keychain)
    is_needed = any(place.as_user for place in _sources(deployment))
    return SessionProbe(FileAccounts(ward.places, deployment), vault, is_needed)


def _credential(
    deployment: Deployment | None, ward: Ward, keychain: Keychain
) -> tuple[CredentialSource, Problem | None]:
    """A file that cannot be used is a line of its own, and no reason to stop."""
    if deployment is None:
        return fixed(None), None
    try:
        found = directory_credential(
            deployment, token_file=ward.token_file, read_stdin=ward.read_stdin, keychain=keychain
        )
    except FlowError as error:
        return fixed(None), error.problem
    return found, None
