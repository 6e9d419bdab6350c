"""No secret of a sign-in gets into a log, an exception or a traceback, however it ends."""

from __future__ import annotations

import asyncio
import logging
import traceback
from datetime import UTC, datetime

import pytest

from flow_desktop.core.identity import AccountKey
from flow_desktop.core.ports import StoredSession
from flow_desktop.core.problems import FlowError
from flow_desktop.core.secret import Secret
from tests.support.hostile_idp import CANARY, HostileIdp, Knobs, Reply
from tests.support.relying_party import Party, party

ENDS = {
    "good": Knobs(),
    "good, pushed": Knobs(par=True),
    "push refused": Knobs(par=True, replies={"par": Reply(status=400, body={"error": "invalid_request"})}),
    "push unreadable": Knobs(par=True, replies={"par": Reply(body=f"{CANARY}body")}),
    "denied": Knobs(replies={"token": Reply(status=400, body={"error": "invalid_grant"})}),
    "token answer unreadable": Knobs(replies={"token": Reply(body=f'{{"access_token": "{CANARY}x"')}),
    "token answer of a wrong type": Knobs(token={"token_type": "mac"}),
    "token answer elsewhere": Knobs(replies={"token": Reply(status=307, headers={"Location": f"/x?code={CANARY}x"})}),
    "token endpoint silent": Knobs(replies={"token": Reply(delay=30)}),
    "bad signature": Knobs(spoil="signature"),
    "malformed": Knobs(raw_payload='"sub": "sub-1"'),
    "wrong nonce": Knobs(claims={"nonce": "another"}),
    "wrong at_hash": Knobs(claims={"at_hash": "AAAA"}),
    "user info refused": Knobs(replies={"userinfo": Reply(status=401)}),
    "user info silent": Knobs(replies={"userinfo": Reply(delay=30)}),
    "user info about somebody else": Knobs(userinfo={"sub": "sub-2"}),
    "keys down": Knobs(replies={"jwks": Reply(status=500)}),
}


async def everything(client: Party) -> list[BaseException]:
    """Sign in, refresh, identify and revoke; whatever went wrong."""
    session = StoredSession(Secret(CANARY + "stored"), AccountKey(client.idp.issuer, "sub-1"), "", datetime.now(UTC))
    ends: list[BaseException] = []
    tokens = None
    try:
        tokens = await client.tokens()
        await client.provider.verify(client.attempt, tokens)
    except FlowError as error:
        ends.append(error)
    try:
        tokens = await client.provider.refresh(session)
        await client.provider.identify(session.key, tokens)
    except FlowError as error:
        ends.append(error)
    await client.provider.revoke(session.refresh)
    return ends


@pytest.mark.parametrize("knobs", ENDS.values(), ids=ENDS.keys())
def test_no_end_of_a_sign_in_tells_a_secret(knobs: Knobs, caplog: pytest.LogCaptureFixture) -> None:
    """Every logger at DEBUG, every exception with the local variables of its frames: no canary sings."""
    caplog.set_level(logging.DEBUG)

    async def run() -> list[BaseException]:
        loop = asyncio.get_running_loop()
        loop.set_debug(True)
        with HostileIdp(knobs=knobs) as idp:
            async with party(idp, seconds=0.4) as client:
                return await everything(client)

    ends = asyncio.run(run())
    told = [str(end) + repr(end) + repr(getattr(end, "problem", "")) for end in ends]
    told += ["".join(traceback.TracebackException.from_exception(end, capture_locals=True).format()) for end in ends]
    told += [repr(end.__context__) + repr(end.__cause__) for end in ends]
    leaks = [line for line in [*told, *caplog.text.splitlines()] if CANARY in line]
    assert leaks == []


def test_the_canary_would_be_heard() -> None:
    """The search finds a secret that does stand in a local variable."""

    def careless() -> None:
        token = CANARY + "in a local variable"
        raise ValueError(len(token))

    with pytest.raises(ValueError, match=r"\d+") as caught:
        careless()
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert CANARY in told
