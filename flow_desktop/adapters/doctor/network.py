"""Every configured address: whether its name is known, which proxy leads there, whether its TLS is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flow_desktop.adapters.http import Http
from flow_desktop.core.doctor import Area, DoctorLine, LineState, line_of_problem
from flow_desktop.core.ports import ProxyFor
from flow_desktop.core.problems import Code, FlowError, Problem
from flow_desktop.core.words import message


@dataclass(frozen=True, slots=True)
class AddressProbe:
    """core.ports.Probe of one address. Any answer will do, whatever its status; no credential is sent.

    ``name``: which key of the deployment it is, e.g. ``issuer``.
    """

    name: str
    url: str
    http: Http
    proxy_for: ProxyFor
    area: Area = Area.NETWORK
    seconds: float = 35.0

    async def look(self) -> tuple[DoctorLine, ...]:
        """How it was reached; where it was not, what exactly failed."""
        try:
            answer = await self.http.request("GET", self.url)
        except FlowError as error:
            return tuple(line for line in (self._failed(error.problem), self._why(error.problem)) if line)
        said = message(f"doctor.network.{self._way}", host=answer.host, status=str(answer.status), proxy=self._proxy)
        return (DoctorLine(f"network.{self.name}", Area.NETWORK, LineState.OK, said),)

    def _failed(self, found: Problem) -> DoctorLine:
        return line_of_problem(f"network.{self.name}", found, state=_STATES.get(found.code, LineState.UNKNOWN))

    def _why(self, found: Problem) -> DoctorLine | None:
        """What helps IT to find the place: the certificate's fault, and the proxy on the way."""
        reason = dict(found.facts).get("reason", "")
        if not reason and not self._proxy:
            return None
        which = "certificate" if reason else "through"
        said = message(f"doctor.network.{which}", reason=reason, proxy=self._proxy or self._host, host=self._host)
        return DoctorLine(f"network.{self.name}.why", Area.NETWORK, LineState.WARN, said)

    @property
    def _host(self) -> str:
        return urlsplit(self.url).hostname or ""

    @property
    def _proxy(self) -> str:
        """Host and port of the proxy; never a user name or a password."""
        parts = urlsplit(self.proxy_for(self.url) or "")
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""

    @property
    def _way(self) -> str:
        return "by_proxy" if self._proxy else "direct"


_STATES = {
    Code.TLS_UNTRUSTED: LineState.BAD,
    Code.TLS_FAILED: LineState.BAD,
    Code.NETWORK_PROXY_REFUSED: LineState.BAD,
    Code.INSECURE_ADDRESS: LineState.BAD,
}
"""Faults that somebody has to mend; what else fails may pass by itself."""
