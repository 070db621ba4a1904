"""Envelopes of WeChat: sealed by wechatpy as the platform seals them, opened by ours."""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import Any

import pytest
import xmltodict
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from bot.channels.wechat.envelope import Envelope, NotFromWeChatError
from bot.settings import SHOP_TIMEZONE

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHOP_TIMEZONE)
STAMP = str(int(NOW.timestamp()))
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
XML = "<xml><MsgType>text</MsgType><Content>在吗</Content></xml>"
QUERY = ("msg_signature", "signature", "timestamp", "nonce", "echostr")
ENVELOPE = Envelope(WeChatCrypto("token", KEY, "app"), token="token", clock=lambda: NOW)


def _sealed(*, token: str = "token", app: str = "app", stamp: str = STAMP) -> tuple[Any, bytes]:
    body = WeChatCrypto(token, KEY, app).encrypt_message(XML, "nonce", stamp)
    signed = xmltodict.parse(body)["xml"]["MsgSignature"]
    return {"msg_signature": signed, "timestamp": stamp, "nonce": "nonce"}, body.encode()


def test_what_the_platform_sealed_is_opened() -> None:
    assert ENVELOPE.opened(*_sealed()) == XML


def test_our_answer_can_be_opened_by_the_platform() -> None:
    query, _ = _sealed()
    sealed = xmltodict.parse(ENVELOPE.sealed("<xml>好</xml>", query))["xml"]
    opened = WeChatCrypto("token", KEY, "app").decrypt_message(
        sealed, sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"]
    )
    assert opened == "<xml>好</xml>"


@pytest.mark.parametrize(
    "sealed",
    [
        _sealed(token="another"),
        _sealed(app="another"),
        _sealed(stamp=str(int(STAMP) - 301)),
        _sealed(stamp=str(int(STAMP) + 301)),
        _sealed(stamp="²"),
        _sealed(stamp="9" * 40),
    ],
)
def test_another_token_account_or_time_is_refused(sealed: tuple[Any, bytes]) -> None:
    with pytest.raises(NotFromWeChatError):
        ENVELOPE.opened(*sealed)


def test_a_body_in_plain_mode_is_refused_and_the_log_says_what_to_choose() -> None:
    with pytest.raises(NotFromWeChatError, match="安全模式"):
        ENVELOPE.opened(_sealed()[0], XML.encode())


def test_entities_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><Encrypt>&a;</Encrypt></xml>'
    with pytest.raises(NotFromWeChatError):
        ENVELOPE.opened(_sealed()[0], bomb)


@given(st.binary(max_size=200), st.dictionaries(st.sampled_from(QUERY), st.text(max_size=20)))
def test_any_body_and_query_is_refused(body: bytes, query: dict[str, str]) -> None:
    for attempt in (
        lambda: ENVELOPE.opened(query, body),
        lambda: ENVELOPE.greeted(query),
        lambda: ENVELOPE.greeted_sealed(query),
    ):
        with pytest.raises(NotFromWeChatError):
            attempt()


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_one_changed_byte_of_a_sealed_body_is_refused_or_changes_nothing(
    place: int, by: int
) -> None:
    query, body = _sealed()
    place %= len(body)
    changed = body[:place] + bytes([(body[place] + by) % 256]) + body[place + 1 :]
    with contextlib.suppress(NotFromWeChatError):
        assert ENVELOPE.opened(query, changed) == XML
