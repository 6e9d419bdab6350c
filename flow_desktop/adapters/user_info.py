"""User info (OpenID Connect Core section 5.3): plain JSON or a signed token, for the person of the ID token only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flow_desktop.adapters.discovery import Metadata
from flow_desktop.adapters.http import Answer, Http, json_of
from flow_desktop.adapters.jose import check_algorithm, read_signed
from flow_desktop.adapters.keys import KeyRing
from flow_desktop.core.problems import Code, FlowError, Kind, problem
from flow_desktop.core.secret import Secret

_SIGNED = "application/jwt"


class UserInfo:
    """Asks one client's provider about the bearer of an access token."""

    def __init__(self, http: Http, ring: KeyRing, client_id: str) -> None:
        self._http = http
        self._ring = ring
        self._client_id = client_id

    async def claims(self, metadata: Metadata, access: Secret) -> Mapping[str, Any]:
        """What it says, with a ``sub`` that is text. Raises FlowError ``userinfo.*`` (network as it is)."""
        headers = {"Authorization": f"Bearer {access.reveal()}", "Accept": f"application/json, {_SIGNED}"}
        try:
            answer = await self._http.request("GET", str(metadata.userinfo_endpoint), headers=headers)
            found = await self._read(answer, metadata)
        except FlowError as error:
            if error.problem.kind not in (Kind.BAD_ANSWER, Kind.ID_TOKEN):
                raise
            found = None
        if not isinstance(found, dict):
            raise FlowError(problem(Code.USERINFO_UNREADABLE))
        if not isinstance(found.get("sub"), str):
            raise FlowError(problem(Code.USERINFO_REFUSED if "error" in found else Code.USERINFO_SUBJECT))
        return found

    async def _read(self, answer: Answer, metadata: Metadata) -> object:
        if answer.status in (400, 401, 403):
            raise FlowError(problem(Code.USERINFO_REFUSED))
        if answer.status != 200:
            raise FlowError(problem(Code.USERINFO_UNREADABLE))
        if answer.media_type != _SIGNED:
            return json_of(answer)
        return await self._read_signed(answer, metadata)

    async def _read_signed(self, answer: Answer, metadata: Metadata) -> object:
        """Same rules for algorithm and key as an ID token; issuer and audience, where given, must be the known ones."""
        signed = read_signed(answer.body.decode("ascii", "replace").strip())
        check_algorithm(signed, metadata.userinfo_algorithms)
        await self._ring.verify(signed)
        audience = signed.payload.get("aud", self._client_id)
        fits = self._client_id in (audience if isinstance(audience, list) else [audience])
        return signed.payload if fits and signed.payload.get("iss", metadata.issuer) == metadata.issuer else None
