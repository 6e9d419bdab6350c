"""The system's proxy rule as Qt knows it (registry, system settings, PAC). Its own file: QtNetwork is loaded late."""

from __future__ import annotations

from urllib.parse import urlsplit

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QNetworkProxy, QNetworkProxyFactory, QNetworkProxyQuery

from flow_desktop.ui.platform import is_loopback

_SCHEMES = {
    QNetworkProxy.ProxyType.HttpProxy: "http",
    QNetworkProxy.ProxyType.HttpCachingProxy: "http",
    QNetworkProxy.ProxyType.Socks5Proxy: "socks5h",
}


class SystemProxy:
    """Answers which proxy an address goes through. Qt's look-up may be called from any thread."""

    def __call__(self, url: str) -> str | None:
        """Proxy address, or None for a direct connection. Loopback is always direct: Qt would not see to that."""
        if is_loopback(urlsplit(url).hostname or ""):
            return None
        found = QNetworkProxyFactory.systemProxyForQuery(QNetworkProxyQuery(QUrl(url)))
        return next((_address(proxy) for proxy in found if proxy.type() in _SCHEMES), None)


def _address(proxy: QNetworkProxy) -> str:
    host = f"[{proxy.hostName()}]" if ":" in proxy.hostName() else proxy.hostName()
    return f"{_SCHEMES[proxy.type()]}://{host}:{proxy.port()}"
