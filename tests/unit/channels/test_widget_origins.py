"""Whose pages may hold the widget."""

from __future__ import annotations

import pytest

from bot.channels.embedding import frame_ancestors, origins_of
from bot.errors import ConfigurationError


@pytest.mark.parametrize(
    ("listed", "origins"),
    [
        ("", ()),
        (" , ", ()),
        ("https://shop.example", ("https://shop.example",)),
        ("HTTPS://Shop.Example:443/", ("https://shop.example",)),
        (
            "https://a.example:8443, https://b.example,https://b.example",
            ("https://a.example:8443", "https://b.example"),
        ),
        ("http://localhost:8000", ("http://localhost:8000",)),
        ("http://[::1]:8000", ("http://[::1]:8000",)),
    ],
)
def test_origins_are_written_as_browsers_do(listed: str, origins: tuple[str, ...]) -> None:
    assert origins_of(listed) == origins


@pytest.mark.parametrize(
    "listed",
    [
        "*",
        "https://*.example",
        "http://shop.example",
        "https://shop.example/path",
        "https://shop.example?x=1",
        "https://me@shop.example",
        "https://shop.example; script-src *",
        "https://商店.example",
        "https://shop.example:port",
        "ftp://shop.example",
        "shop.example",
        "https://",
        "null",
    ],
)
def test_what_is_no_origin_is_refused(listed: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        origins_of(f"https://good.example,{listed}")
    assert "XIAOER_WIDGET_ORIGINS" in str(refused.value)


def test_our_own_pages_may_always() -> None:
    assert frame_ancestors(()) == "frame-ancestors 'self'"
    assert frame_ancestors(("https://a.example",)) == "frame-ancestors 'self' https://a.example"
