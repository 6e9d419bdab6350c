"""The proxy rule of the environment, for the command line. The window asks the system through Qt instead."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from flow_desktop.core.deployment import is_loopback


class EnvironmentProxies:
    """core.ports.ProxyFor by ``HTTPS_PROXY``, ``HTTP_PROXY``, ``ALL_PROXY`` and ``NO_PROXY``, in either case."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        named = {name.lower(): value for name, value in environ.items() if name.lower().endswith("_proxy") and value}
        self._named = {name.removesuffix("_proxy"): value for name, value in named.items()}

    def __call__(self, url: str) -> str | None:
        """The proxy for a URL; loopback is always direct."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if is_loopback(host) or _is_excepted(host, self._named.get("no", "")):
            return None
        found = self._named.get(parts.scheme) or self._named.get("all")
        return found if found is None or "://" in found else f"http://{found}"


def _is_excepted(host: str, exceptions: str) -> bool:
    """``NO_PROXY``: names, domains with or without a leading dot, or ``*``; ports in it are not looked at."""
    for entry in (part.strip().lower().partition(":")[0].lstrip(".") for part in exceptions.split(",")):
        if entry == "*" or (entry and (host == entry or host.endswith("." + entry))):
            return True
    return False
