"""What has no words is named by its kind in the log, on every channel alike."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from actions.handoff.rules import KINDS
from bot.channels.intake import SHOWN
from bot.channels.limits import Pace
from bot.channels.protocol import Kind
from bot.channels.wechat.feed import message_of
from bot.channels.wechat.reading import said_in
from bot.nlu.intent_classifier import UNREADABLE
from bot.telemetry.metrics import MESSAGES_REFUSED
from tests.unit.channels.chatting import Chat


@pytest.mark.parametrize(
    ("kind", "shown", "told"),
    [
        ("image", "〔图片〕", "image"),
        ("voice", "〔语音〕", "media"),
        ("location", "〔位置〕", "media"),
    ],
)
async def test_it_is_logged_by_its_kind(chat: Chat, kind: Kind, shown: str, told: str) -> None:
    wire = await chat.connect()
    wire.say(type="message", id="m1", kind=kind)
    await wire.until("message")
    (message,) = chat.asked
    assert (message.text, message.metadata["kind"]) == (shown, told)
    assert told in KINDS
    assert told in UNREADABLE


@pytest.mark.parametrize(
    ("of_wechat", "kind"), [("voice", "voice"), ("shortvideo", "video"), ("location", "location")]
)
def test_wechats_kinds_are_ours(of_wechat: str, kind: Kind) -> None:
    said = said_in(SimpleNamespace(type=of_wechat, id=7, recognition=""))
    assert said is not None
    assert said.kind == kind
    found = message_of({"msgid": "m", "origin": 5, "msgtype": of_wechat})
    assert found is not None
    assert (found.said(product="").kind, found.shown) == (kind, SHOWN[kind])


def test_what_comes_too_fast_is_counted_under_its_channel() -> None:
    refused = MESSAGES_REFUSED.labels("webhook", "too_fast")
    before = refused._value.get()
    pace = Pace(allowed=1)
    assert [pace.refuses("webhook:anna") for _ in range(2)] == [False, True]
    assert refused._value.get() == before + 1
