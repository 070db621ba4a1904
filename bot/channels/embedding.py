"""Whose pages may hold the widget: origins out of the settings, checked and written one way."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import SplitResult, urlsplit

from bot.errors import ConfigurationError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS = {"https": 443, "http": 80}


def origins_of(listed: str) -> tuple[str, ...]:
    """The origins of a comma list as browsers write them, "https://shop.example" or with a port.

    Raises ConfigurationError for what is no origin, and for http beyond this machine: whoever
    reads the page on its way could put any script there, and with it talk as the buyer.
    """
    named = (part.strip() for part in listed.split(","))
    return tuple(dict.fromkeys(_origin(part) for part in named if part))


def frame_ancestors(origins: Sequence[str]) -> str:
    """The directive of a content security policy; our own pages may always."""
    return " ".join(("frame-ancestors 'self'", *origins))


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise _refused(text) from error
    host = parts.hostname or ""
    if not _is_bare(parts) or parts.scheme not in _PORTS or not _is_host(host):
        raise _refused(text)
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise _refused(text)
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (
        "" if port in (None, _PORTS[parts.scheme]) else f":{port}"
    )


def _is_bare(parts: SplitResult) -> bool:
    """Whether it holds nothing but scheme, host and port."""
    return parts.path in {"", "/"} and not (parts.query or parts.fragment or "@" in parts.netloc)


def _is_host(host: str) -> bool:
    """Whether it can stand in a policy: a plain name or address, no pattern, in ASCII."""
    return bool(host) and host.isascii() and all(sign.isalnum() or sign in "-.:" for sign in host)


def _refused(text: str) -> ConfigurationError:
    return ConfigurationError(
        f"XIAOER_WIDGET_ORIGINS holds {text!r}, which is no origin that the widget may be on.",
        hint="Write https://shop.example, several with commas between; no path, no *, and http "
        "for this machine only. A name in other letters goes in as xn--….",
    )
