"""Chatwoot's signature, its age, and the token in the address."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.channels.chatwoot.gate import SIGNATURE, TIMESTAMP, Gate, signature
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHOP_TIMEZONE)
BODY = '{"content":"在吗"}'.encode()


def _gate(*secrets: str, path_token: str = "") -> Gate:
    return Gate(secrets=secrets, path_token=path_token, clock=lambda: NOW)


def _signed(secret: str, *, at: datetime = NOW) -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    return {TIMESTAMP: stamp, SIGNATURE: signature(secret, stamp, BODY)}


def test_a_signed_body_is_let_in_by_either_secret_of_a_rotation() -> None:
    gate = _gate("old", "new")
    assert gate.admits(_signed("old"), BODY, token="")
    assert gate.admits(_signed("new"), BODY, token="")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        _signed("another"),
        _signed("new", at=NOW - timedelta(minutes=6)),
        _signed("new", at=NOW + timedelta(minutes=6)),
        {**_signed("new"), TIMESTAMP: "²"},
        {**_signed("new"), TIMESTAMP: "1" * 40},
        {**_signed("new"), SIGNATURE: "sha256=é"},
    ],
)
def test_what_is_not_signed_now_with_the_secret_stays_out(headers: dict[str, str]) -> None:
    assert not _gate("new").admits(headers, BODY, token="")


def test_a_changed_body_stays_out() -> None:
    assert not _gate("new").admits(_signed("new"), BODY + b" ", token="")


def test_without_signatures_the_token_of_the_address_decides() -> None:
    gate = _gate(path_token="long-random-token")
    assert gate.admits({}, BODY, token="long-random-token")
    assert not gate.admits({}, BODY, token="")
    assert not gate.admits({}, BODY, token="long-random-tokem")


def test_a_gate_without_secret_and_token_lets_nobody_in() -> None:
    assert not _gate().admits(_signed(""), BODY, token="")
