"""The signed webhook over real HTTP: a bridge brings messages, replies are pushed back."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sanic.response import empty

from bot.channels.turns import TurnCall, TurnFailedError
from bot.channels.webhook.connector import BODY_BYTES
from bot.channels.webhook.signature import HEADER, signed
from bot.chats.addresses import Addresses
from bot.chats.deliveries import Deliveries
from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from bot.errors import ConfigurationError
from tests.integration.channels.bridge import SECRET, Bridge, bridged, now


def _log(url: str, buyer: str = "anna") -> list[tuple[str, str]]:
    with transaction(url) as session:
        return [(m.sender, m.text) for m in ChatLog(session).since(f"webhook:{buyer}")]


async def test_a_message_is_answered_by_signed_pushes_in_order(bridge: Bridge, url: str) -> None:
    taken = await bridge.say(id="1", buyer="anna", text="在吗", product="LN2107")
    assert taken.status_code == 202
    assert taken.json()["duplicate"] is False
    first, second = await bridge.pushes(2)
    assert [first["text"], second["text"]] == ["在的", "您说"]
    assert first["buyer"] == "anna"
    assert first["sender"] == "bot"
    assert first["id"] != second["id"]
    assert _log(url) == [("buyer", "在吗"), ("bot", "在的"), ("bot", "您说")]


async def test_a_message_sent_again_is_confirmed_and_not_answered_again(
    bridge: Bridge, url: str
) -> None:
    first = await bridge.say(id="1", buyer="anna", text="在吗")
    await bridge.pushes(2)
    again = await bridge.say(id="1", buyer="anna", text="在吗")
    assert again.status_code == 202
    assert again.json() == {"message_id": first.json()["message_id"], "duplicate": True}
    assert (await bridge.say(id="1", buyer="ben", text="在吗")).json()["duplicate"] is False
    await bridge.pushes(2)
    assert len(_log(url)) == 3


async def test_a_second_message_under_the_same_id_is_not_lost_in_silence(bridge: Bridge) -> None:
    await bridge.say(id="1", buyer="anna", text="在吗")
    other = await bridge.say(id="1", buyer="anna", text="多少钱")
    assert other.status_code == 409
    assert other.json()["error"]["code"] == "id_reused"


async def test_a_picture_is_told_of_and_a_nickname_kept(bridge: Bridge, url: str) -> None:
    taken = await bridge.say(id="1", buyer="anna", picture=True, nickname="小鹿\n")
    assert taken.status_code == 202
    await bridge.pushes(2)
    assert _log(url)[0] == ("buyer", "〔图片〕")
    with transaction(url) as session:
        assert Addresses(session).of("webhook:anna") == {"nickname": "小鹿"}


async def test_nothing_is_taken_without_a_good_signature(bridge: Bridge, url: str) -> None:
    body = json.dumps({"id": "1", "buyer": "anna", "text": "在吗"}).encode()
    key = [SECRET.encode()]
    good = signed(body, secrets=key, at=now())
    for bad in (
        "",
        "t=1",
        good.replace("v1=", "v2="),
        good[:-1],
        good + "," + good,
        "x" * 5000,
        signed(body + b" ", secrets=key, at=now()),
        signed(body, secrets=[b"another-secret-altogether"], at=now()),
        signed(body, secrets=key, at=now() - timedelta(seconds=301)),
        signed(body, secrets=key, at=now() + timedelta(seconds=330)),
    ):
        refused = await bridge.post("/channels/webhook/messages", body, **{HEADER: bad})
        assert refused.status_code == 401, bad
        assert refused.json()["error"]["hint"]
    assert _log(url) == []


async def test_a_secret_is_replaced_without_a_pause(url: str) -> None:
    old, new = SECRET, "the-secret-that-replaces-it"
    async with bridged(url, webhook_secret=SecretStr(f"{old},{new}")) as bridge:
        for number, secret in enumerate((old, new)):
            bridge.secret = secret
            said = await bridge.say(id=str(number), buyer="anna", text="在吗")
            assert said.status_code == 202
            assert len(await bridge.pushes(2)) == 2


WRONG = (
    (b"", ""),
    (b"[]", ""),
    (b"{" * 40_000, ""),
    (b'{"id": 1, "buyer": "a", "text": "x"}', "id"),
    (b'{"id": "1\\n", "buyer": "a", "text": "x"}', "id"),
    (b'{"id": "1", "buyer": "a b", "text": "x"}', "buyer"),
    (b'{"id": "1", "buyer": "a"}', "picture"),
    (b'{"id": "1", "buyer": "a", "text": "x", "picture": true}', "picture"),
    (b'{"id": "1", "buyer": "a", "text": ""}', "text"),
    (b'{"id": "1", "buyer": "a", "text": "x", "txet": 1}', "not known"),
)


async def test_a_body_that_is_wrong_is_told_so_by_field(bridge: Bridge, url: str) -> None:
    for body, named in WRONG:
        refused = await bridge.post("/channels/webhook/messages", body)
        assert refused.status_code == 422, body[:80]
        error = refused.json()["error"]
        assert error["hint"]
        assert any(named in field for field in error.get("fields", [""])), body[:80]
    assert _log(url, "a") == []


async def test_a_long_body_is_refused_whatever_it_says(bridge: Bridge) -> None:
    body = json.dumps({"id": "1", "buyer": "a", "text": "x" * BODY_BYTES}).encode()
    assert (await bridge.post("/channels/webhook/messages", body)).status_code == 413


async def test_one_buyer_in_a_hurry_is_asked_to_wait_and_others_are_not(bridge: Bridge) -> None:
    said = [await bridge.say(id=str(n), buyer="anna", text="在吗") for n in range(21)]
    assert {each.status_code for each in said[:20]} == {202}
    assert said[20].status_code == 429
    assert int(said[20].headers["retry-after"]) > 0
    assert (await bridge.say(id="0", buyer="anna", text="在吗")).status_code == 202
    assert (await bridge.say(id="1", buyer="ben", text="在吗")).status_code == 202


async def test_a_bridge_that_is_down_gets_everything_in_order_later(
    bridge: Bridge, url: str
) -> None:
    bridge.answers = [empty(503), empty(500)]
    await bridge.say(id="1", buyer="anna", text="在吗")
    tries = await bridge.pushes(3)
    assert {(each["id"], each["text"]) for each in tries[:2]} == {(tries[0]["id"], "在的")}
    # The third is after the second wait: five seconds that nobody's test should take.
    assert tries[2]["attempt"] == 3
    assert [each["text"] for each in await bridge.pushes(1)] == ["您说"]


async def test_what_a_bridge_refuses_for_good_comes_in_front_of_a_person(
    bridge: Bridge, url: str
) -> None:
    bridge.answers = [empty(422)]
    await bridge.say(id="1", buyer="anna", text="在吗")
    await bridge.pushes(2)
    with transaction(url) as session:
        (letter,) = Deliveries(session).dead()
        ticket = Tickets(session).current("webhook:anna")
    assert letter.error == "answered 422"
    assert ticket is not None
    assert ticket.reason == "channel.undelivered"


async def test_a_dialogue_that_fails_leaves_words_and_a_ticket(url: str) -> None:
    async def fails(_call: TurnCall) -> Sequence[Reply]:
        raise TurnFailedError("no answer")

    async with bridged(url, ask=fails) as bridge:
        await bridge.say(id="1", buyer="anna", text="在吗")
        (apology,) = await bridge.pushes(1)
    assert apology["text"]
    with transaction(url) as session:
        ticket = Tickets(session).current("webhook:anna")
    assert ticket is not None


async def test_refusals_are_logged_without_what_was_sent(
    bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    await bridge.say(
        id="1", buyer="13800000000", text="我的电话13800000001", nickname="13800000002"
    )
    await bridge.say(id="1", buyer="13800000000", text="", extra="13800000003")
    await bridge.pushes(2)
    assert "Refused on /channels/webhook/messages" in caplog.text
    assert "1380000" not in caplog.text


@pytest.mark.parametrize(
    "half",
    [
        {"webhook_push_url": ""},
        {"webhook_secret": ""},
        {"webhook_secret": "changeme"},
        {"webhook_push_url": "ftp://bridge/x"},
        {"webhook_push_url": "http://user:pw@bridge/x"},
    ],
)
async def test_half_a_webhook_is_said_at_the_start(url: str, half: dict[str, str]) -> None:
    changes = {key: SecretStr(v) if key == "webhook_secret" else v for key, v in half.items()}
    with pytest.raises(ConfigurationError) as told:
        async with bridged(url, **changes):
            pass
    assert told.value.hint
