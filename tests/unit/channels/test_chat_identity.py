"""Who is believed to be whom."""

from __future__ import annotations

import pytest

from bot.channels.identity import BuyerCookies, Doorkeeper, same_site

COOKIES = BuyerCookies("a long secret of the test")
DOORKEEPER = Doorkeeper(COOKIES, "the internal token")
TRUSTED = {"x-xiaoer-token": "the internal token"}


def test_a_cookie_gives_the_same_buyer_each_time() -> None:
    cookie = COOKIES.issue()
    first, second = COOKIES.read(cookie), COOKIES.read(cookie)
    assert first is not None
    assert first == second
    assert first.conversation_id.startswith("web:")
    assert not first.operator


def test_two_buyers_differ() -> None:
    assert COOKIES.read(COOKIES.issue()) != COOKIES.read(COOKIES.issue())


@pytest.mark.parametrize("cookie", [None, "", "web:1", "x.y", BuyerCookies("other").issue()])
def test_a_foreign_or_altered_cookie_is_nobody(cookie: str | None) -> None:
    assert COOKIES.read(cookie) is None


def test_a_changed_letter_voids_a_cookie() -> None:
    cookie = COOKIES.issue()
    swapped = ("B" if cookie[3] != "B" else "C").join((cookie[:3], cookie[4:]))
    assert COOKIES.read(swapped) is None


def test_only_the_token_lets_a_connection_name_the_buyer() -> None:
    cookie = COOKIES.issue()
    operator = DOORKEEPER.visitor(cookie=None, headers=TRUSTED, named="tester")
    assert operator is not None
    assert (operator.conversation_id, operator.operator) == ("cli:tester", True)

    for headers in ({}, {"x-xiaoer-token": "guessed"}, {"x-xiaoer-token": ""}):
        assert DOORKEEPER.visitor(cookie=None, headers=headers, named="tester") is None
        buyer = DOORKEEPER.visitor(cookie=cookie, headers=headers, named="tester")
        assert buyer == COOKIES.read(cookie)


@pytest.mark.parametrize("name", ["a b", "x" * 65, "a/b", "a\x00b"])
def test_an_operator_cannot_use_an_odd_name(name: str) -> None:
    assert DOORKEEPER.visitor(cookie=None, headers=TRUSTED, named=name) is None


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        (None, True),
        ("http://shop.example:5005", True),
        ("https://SHOP.example:5005", True),
        ("http://shop.example", False),
        ("http://evil.example", False),
        ("http://shop.example:5005.evil.example", False),
        ("null", False),
    ],
)
def test_a_page_of_another_site_cannot_open_a_socket(origin: str | None, ours: bool) -> None:
    assert same_site(origin, "shop.example:5005") is ours
