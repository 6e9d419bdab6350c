"""The attack list of the loopback receiver, A2 to A9, A14 to A17, A31, A32: each test names its attack."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

import pytest

from flow_desktop.adapters.loopback_server import bind_loopback
from flow_desktop.core.callback import CodeReturned, Expected, IssuerWrong, PageEnd
from flow_desktop.core.problems import Code, FlowError
from flow_desktop.core.secret import Secret
from tests.contracts.receiver_contract import CODE, ISSUER, PHRASE, STATE
from tests.support.loopback import TRUE_QUERY, TRUE_TARGET, brings, new_receiver, page_name, waiting
from tests.support.raw_http import Got, browse, get, line_to, request


def taken_port() -> socket.socket:
    """A port somebody else listens on."""
    other = socket.socket()
    other.bind(("127.0.0.1", 0))
    other.listen()
    return other


# ------------------------------------------------------------------ the socket


def test_a2_fixed_ports_are_tried_in_order() -> None:
    """A2: a registered port that is taken is passed over, never shared."""
    with taken_port() as taken, taken_port() as spare:
        free = spare.getsockname()[1]
        spare.close()

        async def story() -> str:
            async with waiting(ports=(taken.getsockname()[1], free)) as at:
                await brings(at, request(at.uri, TRUE_TARGET))
                return at.uri

        assert asyncio.run(story()) == f"http://127.0.0.1:{free}/callback"


def test_a2_all_fixed_ports_taken() -> None:
    """A2: if all registered ports are taken, a Problem names them; nothing is opened elsewhere."""
    with taken_port() as one, taken_port() as two:
        ports = (one.getsockname()[1], two.getsockname()[1])
        with pytest.raises(FlowError) as failed:
            asyncio.run(new_receiver(ports=ports).open())
    assert failed.value.problem.code is Code.CONFIGURATION_PORTS_BUSY
    assert dict(failed.value.problem.facts) == {"ports": f"{ports[0]}, {ports[1]}"}


def test_a2_the_socket_is_not_shared() -> None:
    """A2: nobody can bind the same address beside us, and the option that would allow it is off."""
    with bind_loopback(()) as ours:
        assert ours.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) == 0
        with socket.socket() as squatter:
            squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with pytest.raises(OSError, match="in use"):
                squatter.bind(ours.getsockname())


def test_a2_the_second_family_only_where_the_first_is_missing() -> None:
    """A2: without an IPv4 loopback address the IPv6 one is used; a busy port is no reason to change the family."""
    if not has_ipv6():
        pytest.skip("this machine has no IPv6 loopback address")
    with bind_loopback((), ("192.0.2.1", "::1")) as ours:
        assert ours.getsockname()[0] == "::1"


def has_ipv6() -> bool:
    """Whether ::1 can be bound here."""
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_a3_the_first_socket_is_kept() -> None:
    """A3: bound before the address is known to anybody, held over replaced attempts, free only after close."""

    async def story() -> None:
        async with waiting() as at:
            port = int(at.uri.split(":")[2].split("/")[0])
            at.receiver.expect(Expected("second", Secret("two"), ISSUER, iss_promised=False), PHRASE)
            assert await at.receiver.open() == at.uri
            with pytest.raises(FlowError):
                bind_loopback((port,))
        bind_loopback((port,)).close()

    asyncio.run(story())


def test_a3_a_registered_port_is_free_again_at_once() -> None:
    """A3: five sign-ins in a row on one registered port, although the option to share it is off."""
    with taken_port() as spare:
        port = spare.getsockname()[1]

    async def story() -> None:
        for _ in range(5):
            async with waiting(ports=(port,)) as at, line_to(at.uri) as idle:
                await brings(at, request(at.uri, TRUE_TARGET))
                await at.receiver.close()
                assert await idle.is_cut()

    asyncio.run(story())


def test_a4_nothing_listens_beyond_this_machine() -> None:
    """A4: the listening address is a literal loopback address."""
    with bind_loopback(()) as ours:
        assert ipaddress.ip_address(ours.getsockname()[0]).is_loopback


# ------------------------------------------------------------------ who may bring an answer


def test_a7_another_issuer() -> None:
    """A7: our state with another issuer, or without the promised one, is an answer that must not be used."""

    async def story(query: str) -> object:
        async with waiting(Expected("first", Secret(STATE), ISSUER, iss_promised=True)) as at:
            page = asyncio.create_task(at.get(f"/callback?{query}"))
            arrived = await at.receiver.arrived()
            await at.receiver.tell(PageEnd.FAILED)
            await page
            return arrived

    assert asyncio.run(story(f"{TRUE_QUERY}&iss=https%3A%2F%2Fevil.example.com")) == IssuerWrong("first")
    assert asyncio.run(story(TRUE_QUERY)) == IssuerWrong("first")
    assert asyncio.run(story(f"{TRUE_QUERY}&iss=https%3A%2F%2Flogin.example.com")) == CodeReturned(
        "first", Secret(CODE)
    )


@pytest.mark.parametrize("target", ["http://127.0.0.1{TARGET}", "http://evil.example.com{TARGET}", "*", "callback?x=1"])
def test_a8_absolute_form(target: str) -> None:
    """A8: a request made for a proxy, or for no path at all, is refused."""

    async def story() -> None:
        async with waiting() as at:
            got = await at.get(target.replace("{TARGET}", TRUE_TARGET))
            assert (got.status, at.receiver.rejects) == (400, {"syntax": 1})
            await brings(at, request(at.uri, TRUE_TARGET))

    asyncio.run(story())


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Sec-Purpose": "prefetch;prerender"}, "prefetch"),
        ({"Purpose": "prefetch"}, "prefetch"),
        ({"X-Purpose": "preview"}, "prefetch"),
        ({"X-Moz": "prefetch"}, "prefetch"),
        ({"Sec-Fetch-Dest": "iframe"}, "not_a_page"),
        ({"Sec-Fetch-Dest": "image"}, "not_a_page"),
        ({"Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "cors"}, "not_a_page"),
        ({"Sec-Fetch-Mode": "no-cors"}, "not_a_page"),
        ({"Origin": "https://evil.example.com"}, "origin"),
    ],
)
def test_a14_a31_not_a_person_looking(headers: dict[str, str], kind: str) -> None:
    """A14, A31: prefetchers, scanners, frames and scripts do not use up the answer."""

    async def story() -> None:
        async with waiting() as at:
            got = await get(at.uri, TRUE_TARGET, headers)
            assert (got.status, at.receiver.rejects) == (204 if kind == "prefetch" else 403, {kind: 1})
            await brings(at, request(at.uri, TRUE_TARGET))

    asyncio.run(story())


def test_a14_a_real_navigation_says_so() -> None:
    """A14: what a browser sends when a person comes back from the provider is accepted."""
    told = {"Sec-Fetch-Dest": "document", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "cross-site"}

    async def story() -> None:
        async with waiting() as at:
            await brings(at, request(at.uri, TRUE_TARGET, headers={**told, "User-Agent": "Måns"}))

    asyncio.run(story())


# ------------------------------------------------------------------ the page


async def last_page(end: PageEnd) -> tuple[Got, Got]:
    """The held answer and the page it leads to."""
    async with waiting() as at:
        first = asyncio.create_task(at.get(TRUE_TARGET))
        await at.receiver.arrived()
        await at.receiver.tell(end)
        return await first, await at.get((await first).headers["location"])


def test_a15_the_page_runs_nothing() -> None:
    """A15: no script, no form, nothing fetched; the one style sheet is let through by its hash."""
    _, page = asyncio.run(last_page(PageEnd.SIGNED_IN))
    for word in ("<script", "<form", "<iframe", "http://", "https://", "onload", "javascript:", "@import", "url("):
        assert word not in page.text.lower().replace("http://www.w3.org/2000/svg", "").replace(
            "http%3a//www.w3.org", ""
        ), word
    assert "style-src 'sha256-" in page.headers["content-security-policy"]


def test_a16_a17_the_clean_address() -> None:
    """A16, A17: the browser ends on an address of our own without code, state or anything the request named."""
    first, page = asyncio.run(last_page(PageEnd.SIGNED_IN))
    assert first.headers["location"].startswith("/done/")
    assert len(first.headers["location"]) > 20
    assert "?" not in first.headers["location"]
    assert "canary" not in first.text + page.text + str(first.headers) + str(page.headers)


def test_a32_the_page_shows_the_phrase_of_the_attempt() -> None:
    """A32: the four words are on the page of the true answer, and on no page a stranger can get."""

    async def story() -> tuple[str, str]:
        async with waiting() as at:
            odd = [(await at.get(target)).text for target in ("/", "/callback?code=x&state=y", "/callback?error=x")]
            assert at.receiver.paste(f"{at.uri}?{TRUE_QUERY}") is None
            return "".join([*odd, (await at.get(TRUE_TARGET)).text]), (await last_page(PageEnd.SIGNED_IN))[1].text

    strange, true = asyncio.run(story())
    assert all(f"<li>{word}</li>" in true for word in PHRASE.split())
    assert not any(word in strange for word in PHRASE.split())


def test_the_path_and_the_page_are_of_the_deployment() -> None:
    """Another redirect path is the only one that counts."""

    async def story() -> None:
        async with waiting(path="/oidc/back") as at:
            assert at.uri.endswith("/oidc/back")
            assert (await at.get(TRUE_TARGET)).status == 404
            page = asyncio.create_task(browse(f"{at.uri}?{TRUE_QUERY}"))
            await at.receiver.arrived()
            await at.receiver.tell(PageEnd.SIGNED_IN)
            assert page_name(await page) == "signed_in"

    asyncio.run(story())
