"""5,000 requests of which most are damaged: none breaks the gateway, none gets in unsigned."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.turns import TurnCall
from bot.channels.webhook.signature import HEADER, signed
from bot.chats.model import Reply
from bot.chats.tables import ChannelEventRow, ConversationRow, MessageRow
from bot.database.engine import transaction
from bot.database.migrate import upgrade
from tests.integration.channels.bridge import SECRET, Bridge, bridged, now

REQUESTS = 5000
AT_ONCE = 25
SEED = 20261121
KEY = SECRET.encode()

MESSAGES, EVENTS = "/channels/webhook/messages", "/channels/webhook/events"
ODD_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 1e308, "", " ", "\x00", "\ud800", "𝒳" * 300, "' OR 1=1 --",
    "../../etc",
    "{{7*7}}", "a\nb", [], {}, [[]], [{"sku": None}], {"$ne": 1}, "1" * 5000, "-0", "NaN",
    "２０２６",
    "2026-11-21T25:61:00Z", "2026-02-30T00:00:00+08:00", "2026-11-21T00:00:00+99:99",
)  # fmt: skip


@dataclass(frozen=True)
class Shot:
    """One request, signed when it is sent; `trusted` says whether that signature is good."""

    path: str
    body: bytes
    sign: Callable[[], str]
    trusted: bool


@pytest.fixture
async def bridge(tmp_path: Path) -> AsyncIterator[Bridge]:
    async def nods(_call: TurnCall) -> Sequence[Reply]:
        return [Reply("在的")]

    url = f"sqlite:///{tmp_path / 'fuzzed.db'}"
    upgrade(url)
    async with bridged(url, ask=nods) as made:
        yield made


async def test_damaged_requests_are_refused_and_whole_ones_taken_once(
    bridge: Bridge, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    shots = [_shot(chance, number) for number in range(REQUESTS)]
    statuses: list[int] = []
    for first in range(0, REQUESTS, AT_ONCE):
        fired = await asyncio.gather(*(_fire(bridge, shot) for shot in shots[first:][:AT_ONCE]))
        statuses += fired
    counted = Counter(statuses)
    assert max(counted) < 500, counted
    assert set(counted) <= {202, 401, 409, 413, 422, 429}
    for shot, status in zip(shots, statuses, strict=True):
        assert shot.trusted or status in {401, 413}, (shot, status)
        assert status != 401 or not shot.trusted, (shot, status)
    accepted = {
        (shot.path, *_key(shot))
        for shot, status in zip(shots, statuses, strict=True)
        if status == 202
    }
    assert len(accepted) > REQUESTS / 10
    assert _logged(f"sqlite:///{tmp_path / 'fuzzed.db'}") == sorted(accepted)


async def _fire(bridge: Bridge, shot: Shot) -> int:
    response = await bridge.post(shot.path, shot.body, **{HEADER: shot.sign()})
    if response.status_code != 202:
        assert response.json()["error"]["hint"]
    return response.status_code


def _key(shot: Shot) -> tuple[str, str]:
    body = json.loads(shot.body)
    return ("" if shot.path == EVENTS else body["buyer"], body["id"])


def _logged(url: str) -> list[tuple[str, str, str]]:
    """Every message and event in the database, each as often as it is there."""
    with transaction(url) as session:
        messages = [
            (MESSAGES, row.conversation_id.removeprefix("webhook:"), row.external_id)
            for row in session.query(MessageRow)
            .join(ConversationRow)
            .filter(MessageRow.sender == "buyer")
        ]
        events = [(EVENTS, "", row.external_id) for row in session.query(ChannelEventRow)]
    return sorted(messages + events)


def _shot(chance: random.Random, number: int) -> Shot:
    path = chance.choice((MESSAGES, EVENTS))
    body = _body(chance, number, path)
    if chance.random() < 0.4:
        return Shot(path, body, lambda: signed(body, secrets=[KEY], at=now()), trusted=True)
    luck = chance.random()
    return Shot(path, body, lambda: _bad_signature(random.Random(luck), body), trusted=False)


def _body(chance: random.Random, number: int, path: str) -> bytes:
    """A whole body, or one that is damaged as JSON or in its bytes."""
    # An id is used again now and then: the same message, or another one under its id.
    name = str(number if chance.random() < 0.9 else chance.randrange(number + 1))
    fields: dict[str, Any] = {"id": name, "buyer": f"b{chance.randrange(400)}"}
    if path == MESSAGES:
        fields |= {"text": chance.choice(("在吗", "多少钱", "有M码吗"))}
    else:
        kind = chance.choice(("created", "paid", "cancelled", "shipped"))
        fields |= {
            "kind": kind,
            "order_id": f"o{chance.randrange(1000)}",
            "at": "2026-11-21T13:00:00+08:00",
        }
    if chance.random() < 0.5:
        return json.dumps(fields).encode()
    for _ in range(chance.randint(1, 3)):
        field = chance.choice(
            (*fields, "text", "picture", "product", "nickname", "total", "lines", "x")
        )
        if chance.random() < 0.2:
            fields.pop(field, None)
        else:
            fields[field] = chance.choice(ODD_VALUES)
    body = json.dumps(fields).encode()
    damage = chance.random()
    if damage < 0.3:
        return body
    if damage < 0.6:
        at = chance.randrange(len(body))
        return body[:at] + bytes([chance.randrange(256)]) + body[at + chance.randint(0, 2) :]
    if damage < 0.75:
        return body[: chance.randrange(len(body))]
    if damage < 0.85:
        return chance.randbytes(chance.randrange(200))
    if damage < 0.93:
        return b"[" * chance.randrange(60_000)
    return body + b" " * 70_000


def _bad_signature(chance: random.Random, body: bytes) -> str:
    good = signed(body, secrets=[KEY], at=now())
    late = now() + timedelta(seconds=chance.choice((-100_000, -400, 400)))
    return chance.choice(
        (
            "",
            good[:-1],
            good[:-1] + ("0" if good[-1] != "0" else "1"),
            good.upper(),
            good.replace("t=", "t=1"),
            good.split(",")[1],
            signed(body, secrets=[b"not-the-secret-of-the-bridge"], at=now()),
            signed(body + b"x", secrets=[KEY], at=now()),
            signed(body, secrets=[KEY], at=late),
            "t=,v1=" + "0" * 64,
            "v1=" * 200,
            f"{good},{good}",
        )
    )
