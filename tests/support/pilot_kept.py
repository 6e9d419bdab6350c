"""A run with something of everything in it, for what keeps runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flow_desktop.core.answers import Answer
from flow_desktop.core.causes import Cause
from flow_desktop.core.directory import Role
from flow_desktop.core.evidence import (
    Account,
    AuditLine,
    Connection,
    ConnectionState,
    DirectoryUser,
    Enterprise,
    Invitation,
    Look,
    NotSeen,
    Observation,
    Seats,
    Seen,
    Settings,
    Viewer,
)
from flow_desktop.core.findings import Outcome
from flow_desktop.core.grades import Verdict
from flow_desktop.core.observed import Absent, Present, Withheld, WithheldReason
from flow_desktop.core.pilot.entries import Completeness, Entry, Fault, Page
from flow_desktop.core.pilot.ports import Firm, FlowSide, Known, RunOptions, Wanted
from flow_desktop.core.pilot.results import Cost, ListNote, MatchedBy, Result, RunFacts, Status, Strategy
from flow_desktop.core.pilot.rows import ListKind, PilotList, PilotRow, ReadAs, RejectedRow, RowFault

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
STRANGE = "Zoë\u202eЖ\u0000 O’Brien\u00ad =1+1"

LISTED = PilotList(
    "pilot.csv",
    (PilotRow(2, "ada@pilot.example", "Ada", "", None, ("x", STRANGE)), PilotRow(4, "Bob@Pilot.example", full=STRANGE)),
    (RejectedRow(3, RowFault.NOT_AN_ADDRESS, STRANGE, ("y",)),),
    ("Team", "Note"),
    ReadAs(ListKind.OKTA, "utf-8", ";", (("email", "Login"),)),
)
PAGES = tuple(
    Page(
        number,
        f"i:{number * 2 + 1}:2:6",
        tuple(
            Entry(
                f"u{number}{n}", f"u{number}{n}@pilot.example", None if n else STRANGE, (STRANGE,), "", None,
                (True, False, None)[number], None, "2026-01-01T00:00:00Z", None, "", 5,
            )
            for n in range(2)
        ),
    )
    for number in range(3)
)  # fmt: skip
COST = Cost(Strategy.LISTED, 2, 6, 2, 3, 2, True)
RESULTS = (
    Result(0, "ada@pilot.example", Status.READY, MatchedBy.EMAIL, "u00", 1, (Verdict.SAME, None, Verdict.SAME_CASE)),
    Result(1, "bob@pilot.example", Status.NOT_PROVISIONED, causes=(Cause.BLOCKED_SEAT_CAP,), outcome=Outcome.PROBLEM),
    Result(-1, "", Status.LIST_PROBLEM, note=ListNote.REJECTED, other=3, variant="what"),
)
FOUND: dict[str, Observation[tuple[Entry, ...]]] = {
    "ada@pilot.example": Seen(PAGES[0].entries, "scim_users", NOON),
    "bob@pilot.example": NotSeen(WithheldReason.THROTTLED, "scim_users"),
}
ACCOUNTS = (
    Account("a1", Present(STRANGE), Absent(), Withheld(WithheldReason.NOT_TEXT), Role.IT_ADMIN, "scim", NOON, None),
    Account("a2", Present(""), linked_to="u00", idp_id="okta-1", name_edited_at=NOON),
)
LOOKS = {
    "ada@pilot.example": Look(
        viewer=Seen(Viewer("eve@pilot.example", Role.ADMIN), "flow_me", NOON),
        account=Seen(ACCOUNTS[0], "flow_people", NOON),
        directory_users=Seen((DirectoryUser("u00", email=Present("ada@pilot.example"), created_at=NOON),), "x", NOON),
    )
}
SIDE = FlowSide(
    firm=Firm(
        enterprise=Seen(Enterprise("Pilot", sso_enforced=True), "flow_enterprise", NOON),
        settings=Seen(Settings(("pilot.example",), Seats(None, 3, 4), True, 0, False), "flow_enterprise", NOON),
        connection=Seen(Connection(ConnectionState.ACTIVE, "okta scim v2.0"), "flow_directory", NOON),
    ),
    known=Known(
        audit=Seen((AuditLine("l1", NOON, "seat_cap", email=STRANGE, detail=(("cap", "3"),)),), "flow_audit", NOON),
        invitations=Seen((Invitation("i1", "bob@pilot.example", "pending", True, NOON, None),), "x", NOON),
        remembered=Seen({"u00": DirectoryUser("u00", active=False)}, "flow_directory", NOON),
    ),
    wanted=Wanted(frozenset({"bob@pilot.example"}), frozenset({"u9", "u8"})),
)
OPTIONS = RunOptions((Answer("idp.assigned_at", "10m ago", NOON, NOON - timedelta(minutes=10)),), unexpected=True)


def facts(run: str = "20260302-120000-aaaa", *, after: int = 0, ended: bool = False) -> RunFacts:
    """Facts of a run that started some minutes after noon."""
    start = NOON + timedelta(minutes=after)
    return RunFacts(
        id=run,
        list_name="pilot.csv",
        total=3,
        source="scim_users",
        started_at=start,
        finished_at=start + timedelta(seconds=9) if ended else None,
        cost=COST,
        directory=Completeness(ended, 6, 3, None if ended else WithheldReason.TIMED_OUT, Fault.REFUSED, 6),
        flow=Completeness(True, 2, 1),
        counts=((Status.READY, 1), (Status.NOT_PROVISIONED, 1), (Status.LIST_PROBLEM, 1)) if ended else (),
    )
