"""The gates of a creation in their order, and how to close each (domain facts, 2.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flow_desktop.mock.effects import Reason
from flow_desktop.mock.facts import DirectoryUser, State
from tests.mock.flow.cast import ELSEWHERE, GONE, LATER

Case = tuple[State, DirectoryUser]


def _duplicate(state: State, user: DirectoryUser) -> Case:
    return replace(state, already_processed=True), user


def _inactive_directory(state: State, user: DirectoryUser) -> Case:
    return replace(state, enterprise=replace(state.enterprise, directory_active=False)), user


def _stale(state: State, user: DirectoryUser) -> Case:
    return replace(state, remembered=replace(GONE, updated_at=LATER)), user


def _inactive(state: State, user: DirectoryUser) -> Case:
    return state, replace(user, state="inactive")


def _no_email(state: State, user: DirectoryUser) -> Case:
    return state, replace(user, email=None)


def _domain(state: State, user: DirectoryUser) -> Case:
    return replace(state, enterprise=replace(state.enterprise, domains=frozenset({"second.example"}))), user


def _other_enterprise(state: State, user: DirectoryUser) -> Case:
    return replace(state, by_email=ELSEWHERE), user


def _seat_cap(state: State, user: DirectoryUser) -> Case:
    return replace(state, enterprise=replace(state.enterprise, seat_cap=5)), user


GATES: tuple[tuple[Reason, Callable[[State, DirectoryUser], Case]], ...] = (
    (Reason.DUPLICATE_IGNORED, _duplicate),
    (Reason.DIRECTORY_INACTIVE, _inactive_directory),
    (Reason.STALE_IGNORED, _stale),
    (Reason.INACTIVE_ON_CREATE, _inactive),
    (Reason.NO_EMAIL, _no_email),
    (Reason.DOMAIN_MISMATCH, _domain),
    (Reason.OTHER_ENTERPRISE, _other_enterprise),
    (Reason.SEAT_CAP, _seat_cap),
)
