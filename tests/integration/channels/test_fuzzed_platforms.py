"""Mutated requests to the platforms' addresses: no 5xx, and nothing unsigned in the log."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import httpx

from bot.channels.chatwoot.gate import signature
from tests.integration.channels.chatwoot.arranged import BUYER, shop_on_chatwoot
from tests.integration.channels.chatwoot.fake_chatwoot import SECRET
from tests.integration.channels.wechat.arranged import customer_service, official_account

ROUNDS = 600
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**70,
    1e308,
    "",
    "x" * 3000,
    "\x00",
    "\ud83d",
    [],
    {},
    [[]],
)
EVENTS = ("message_created", "message_updated", "conversation_opened", "conversation_updated")


def _payload(chance: random.Random) -> dict[str, Any]:
    payload: dict[str, Any] = {
        "event": chance.choice(EVENTS),
        "id": chance.randrange(10_000),
        "content": "在吗",
        "message_type": chance.choice(["incoming", "outgoing", 0, 1, 2]),
        "private": False,
        "content_attributes": {"submitted_values": [{"title": "a", "value": "b"}]},
        "sender": {"id": 42, "type": chance.choice(["user", "agent_bot", None])},
        "conversation": {"id": 1, "inbox_id": 17, "status": "open", "meta": {"sender": {"id": 42}}},
        "account": {"id": 3},
        "status": "pending",
        "meta": {"sender": {"id": 42}},
    }
    for _ in range(chance.randrange(3)):
        place = payload
        while True:
            name = chance.choice(list(place))
            inner = place[name]
            if not isinstance(inner, dict) or not inner or chance.random() < 0.4:
                break
            place = inner
        place[name] = chance.choice(ODD)
    return payload


async def test_signed_nonsense_breaks_nothing_at_chatwoots_address(url: str) -> None:
    chance = random.Random(5)
    async with (
        shop_on_chatwoot(url) as shop,
        httpx.AsyncClient(trust_env=False, timeout=30) as client,
    ):
        for _ in range(ROUNDS):
            body = json.dumps(_payload(chance)).encode()
            if chance.random() < 0.2:
                body = bytes(chance.choices(body, k=len(body)))
            stamp = str(int(time.time()))
            headers = {
                "X-Chatwoot-Timestamp": stamp,
                "X-Chatwoot-Signature": signature(SECRET, stamp, body),
            }
            response = await client.post(shop.chatwoot._webhook_url, content=body, headers=headers)
            assert response.status_code in {200, 403, 422, 429}, body


async def test_unsigned_requests_leave_nothing_behind(url: str) -> None:
    chance = random.Random(6)
    async with (
        shop_on_chatwoot(url) as shop,
        httpx.AsyncClient(trust_env=False, timeout=30) as client,
    ):
        for _ in range(ROUNDS // 3):
            body = json.dumps(_payload(chance)).encode()
            stamp = str(int(time.time()) + chance.randrange(-400, 400))
            forged = signature("a-guess", stamp, body)
            headers = {"X-Chatwoot-Timestamp": stamp, "X-Chatwoot-Signature": forged}
            response = await client.post(shop.chatwoot._webhook_url, content=body, headers=headers)
            assert response.status_code == 401
        assert shop.log(BUYER) == []
    for arranged in (official_account, customer_service):
        async with arranged(url) as shop, httpx.AsyncClient(trust_env=False, timeout=30) as client:
            for _ in range(ROUNDS // 3):
                query = {
                    name: chance.choice(["", "1", str(int(time.time())), "é", "x" * 500])
                    for name in ("msg_signature", "signature", "timestamp", "nonce", "echostr")
                    if chance.random() < 0.8
                }
                sealed = f"<xml><Encrypt>{chance.choice(['', 'x', 'QUJD' * 40])}</Encrypt></xml>"
                method = chance.choice(["GET", "POST"])
                response = await client.request(
                    method,
                    shop.platform._webhook_url,
                    params=query,
                    content=sealed.encode() if method == "POST" else None,
                )
                assert response.status_code == 401
