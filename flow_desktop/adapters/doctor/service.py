"""The configured places as a sign-in and a look would meet them, and whether a sign-in is stored."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from flow_desktop.adapters.credential import CredentialSource
from flow_desktop.adapters.directory.wire import Reply, Wire, reason_of_status
from flow_desktop.adapters.discovery import read_metadata
from flow_desktop.adapters.http import Http
from flow_desktop.core.deployment import SourceKind
from flow_desktop.core.doctor import Area, DoctorLine, LineState, clock_line, line_of_problem
from flow_desktop.core.observed import WithheldReason
from flow_desktop.core.ports import Accounts, Clock, Vault
from flow_desktop.core.problems import FlowError, Refused, StorageFailed
from flow_desktop.core.words import message

_MENDED_BY_SOMEBODY = frozenset(
    {
        WithheldReason.NO_CREDENTIAL,
        WithheldReason.CREDENTIAL_REFUSED,
        WithheldReason.FORBIDDEN,
        WithheldReason.NO_SUCH_ADDRESS,
        WithheldReason.TLS_FAILED,
    }
)
_ASKS_FOR_A_SIGN_IN = (401, 403)


@dataclass(frozen=True, slots=True)
class DiscoveryProbe:
    """core.ports.Probe: the identity provider's own description, checked as a sign-in checks it."""

    issuer: str
    http: Http
    area: Area = Area.SERVICE
    name: str = "discovery"
    seconds: float = 35.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """The issuer must be equal, letter by letter (OpenID Connect Discovery section 4.3)."""
        host = urlsplit(self.issuer).hostname or ""
        try:
            await read_metadata(self.http, self.issuer)
        except FlowError as error:
            kind = error.problem.kind
            state = LineState.UNKNOWN if kind.value in ("network", "timeout") else LineState.BAD
            return (line_of_problem("service.discovery", error.problem, state=state),)
        said = message("doctor.service.discovery", host=host)
        return (DoctorLine("service.discovery", Area.SERVICE, LineState.OK, said),)


@dataclass(frozen=True, slots=True)
class Place:
    """A directory source of the deployment. ``as_user``: asked with a signed-in person's token, which is not used here.

    ``name``: which key of the deployment it is.
    """

    name: str
    kind: SourceKind
    url: str
    as_user: bool
    directory_id: str | None = None


@dataclass(frozen=True, slots=True)
class SourceProbe:
    """core.ports.Probe of one source: one small request, with the credential where there is to be one."""

    place: Place
    http: Http
    clock: Clock
    credential: CredentialSource
    area: Area = Area.SERVICE
    seconds: float = 45.0

    @property
    def name(self) -> str:
        """The key of the deployment."""
        return self.place.name

    async def look(self) -> tuple[DoctorLine, ...]:
        """Which status it answers with."""
        return (await (self._as_stranger() if self.place.as_user else self._with_credential()),)

    async def _as_stranger(self) -> DoctorLine:
        """A place that knows its people asks who wants to know: that is all there is to see without a session."""
        me = "Me" if self.place.kind is SourceKind.SCIM else "me"
        try:
            answer = await self.http.request("GET", f"{self.place.url.rstrip('/')}/{me}")
        except FlowError as error:
            return line_of_problem(f"service.{self.name}", error.problem, state=LineState.UNKNOWN)
        if answer.status in _ASKS_FOR_A_SIGN_IN:
            return self._fine("asks", answer.status)
        return self._refused(reason_of_status(answer.status), str(answer.status))

    async def _with_credential(self) -> DoctorLine:
        bearer = await self.credential()
        if bearer is None:
            return self._refused(WithheldReason.NO_CREDENTIAL)
        wire = Wire(self.place.url, bearer, http=self.http, clock=self.clock)
        try:
            reply = await self._ask(wire)
        except Refused as refused:
            return self._refused(refused.reason)
        if reply.ok:
            return self._fine("answers", reply.status)
        return self._refused(reason_of_status(reply.status), str(reply.status))

    async def _ask(self, wire: Wire) -> Reply:
        """The smallest question that needs the credential. Raises Refused."""
        if self.place.kind is SourceKind.SCIM:
            return await wire.get("Users", startIndex="1", count="1")
        wanted = self.place.directory_id
        if wanted is not None:
            return await wire.get(f"directories/{quote(wanted, safe='')}")
        return await wire.get("directories", limit="1")

    def _fine(self, how: str, status: int) -> DoctorLine:
        said = message(f"doctor.service.{how}", host=self._host, status=str(status))
        return DoctorLine(f"service.{self.name}", Area.SERVICE, LineState.OK, said)

    def _refused(self, reason: WithheldReason, status: str = "") -> DoctorLine:
        """``reason`` is a text id that the report resolves."""
        how = "refused" if status else "not_read"
        said = message(f"doctor.service.{how}", host=self._host, reason=reason.value, status=status)
        no_credential = reason in (WithheldReason.NO_CREDENTIAL, WithheldReason.CREDENTIAL_REFUSED)
        following = message("doctor.service.credential_next" if no_credential else "doctor.service.refused_next")
        state = LineState.BAD if reason in _MENDED_BY_SOMEBODY else LineState.UNKNOWN
        return DoctorLine(f"service.{self.name}", Area.SERVICE, state, said, following)

    @property
    def _host(self) -> str:
        return urlsplit(self.place.url).hostname or ""


@dataclass(frozen=True, slots=True)
class SessionProbe:
    """core.ports.Probe: whether the next start is signed in without asking. The stored token is not used.

    ``is_needed``: a source of the deployment is asked with a signed-in person's token.
    """

    accounts: Accounts
    vault: Vault
    is_needed: bool
    area: Area = Area.SERVICE
    name: str = "session"
    seconds: float = 15.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """There or not; never what is in it."""
        account = self.accounts.current()
        try:
            is_stored = account is not None and await self.vault.load(account.key) is not None
        except StorageFailed as failed:
            return (line_of_problem("service.session", failed.problem, area=Area.SERVICE, state=LineState.WARN),)
        if account is not None and is_stored:
            said = message("doctor.service.session", label=account.label)
            return (DoctorLine("service.session", Area.SERVICE, LineState.OK, said),)
        state = LineState.WARN if self.is_needed else LineState.OK
        following = message("doctor.service.no_session_next") if self.is_needed else None
        return (DoctorLine("service.session", Area.SERVICE, state, message("doctor.service.no_session"), following),)


@dataclass(frozen=True, slots=True)
class ClockProbe:
    """core.ports.Probe that stands on the ``Date`` of the answers the others got: it looks after them."""

    http: Http
    area: Area = Area.CLOCK
    name: str = "offset"
    seconds: float = 1.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """How far this computer's clock is off the servers'."""
        return (clock_line(self.http.clock_offset if self.http.has_heard_a_clock else None),)
