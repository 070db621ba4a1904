"""WeCom's side of customer service (微信客服) for tests: callbacks, a feed, strict sending.

A page has two entries, so that reading on is tried; a message id of ours is taken once; before the
buyer said anything only the code of the welcome is taken, once.
"""

from __future__ import annotations

import itertools
import secrets
import time
from typing import Any

import httpx
import xmltodict
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as answer
from wechatpy.enterprise.crypto import WeChatCrypto

from tests.integration.channels.waiting import Watched

CORP_ID = "ww0123456789abcdef"
SECRET = "secret-of-the-enterprise-in-tests"
TOKEN = "token-of-the-enterprise-in-tests"
AES_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"
ACCOUNT = "wkAJ2GCAAAZSfhHCt7IFSvLKtMPxyJTw"
PAGE = 2
AFTER_MESSAGE = 5


class FakeWeCom(Watched):
    """The platform."""

    def __init__(self, webhook_url: str) -> None:
        super().__init__()
        self._webhook_url = webhook_url
        self._crypto = WeChatCrypto(TOKEN, AES_KEY, CORP_ID)
        self._ids = itertools.count(1)
        self._client = httpx.AsyncClient(trust_env=False, timeout=5)
        self._left: dict[str, int] = {}
        self._codes: set[str] = set()
        self._msgids: set[str] = set()
        self.feed: list[dict[str, Any]] = []
        self.cursors: list[str] = []
        self.sent: dict[str, list[dict[str, Any]]] = {}
        self.errors: list[int] = []
        self.fails: list[int] = []
        self.loses_answers = 0

    def mount(self, app: Sanic) -> None:
        """Put the API on an app."""
        app.add_route(self.gettoken, "/cgi-bin/gettoken")
        app.add_route(self.sync_msg, "/cgi-bin/kf/sync_msg", methods=["POST"])
        app.add_route(self.send_msg, "/cgi-bin/kf/send_msg", methods=["POST"])
        app.add_route(self.on_event, "/cgi-bin/kf/send_msg_on_event", methods=["POST"])

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def words(self, buyer: str) -> list[str]:
        """What the buyer read, in order."""
        return [
            m["msgmenu"]["head_content"] if m["msgtype"] == "msgmenu" else m["text"]["content"]
            for m in self.sent.get(buyer, [])
        ]

    def put(self, buyer: str, *, origin: int = 3, ago: float = 0.0, **fields: Any) -> None:
        """Put a message into the feed, without a callback."""
        self._left[buyer] = AFTER_MESSAGE
        self.feed.append(
            {
                "msgid": f"4WjjZVmdni5oc5Po{next(self._ids)}",
                "open_kfid": ACCOUNT,
                "external_userid": buyer,
                "send_time": int(time.time() - ago),
                "origin": origin,
                **fields,
            }
        )

    def happen(self, kind: str, buyer: str, **fields: Any) -> None:
        """Put an event into the feed, without a callback."""
        event = {"event_type": kind, "open_kfid": ACCOUNT, "external_userid": buyer, **fields}
        self._codes |= {fields["welcome_code"]} if "welcome_code" in fields else set()
        self.feed.append(
            {
                "msgid": f"4WjjZVmdni5oc5Po{next(self._ids)}",
                "send_time": int(time.time()),
                "origin": 4,
                "msgtype": "event",
                "event": event,
            }
        )

    async def buyer_says(self, buyer: str, text: str) -> httpx.Response:
        """A text message and the callback."""
        self.put(buyer, msgtype="text", text={"content": text})
        return await self.call_back()

    async def call_back(self, **query: str) -> httpx.Response:
        """Tell that there is something; `query` replaces what the platform would put there."""
        told = {
            "ToUserName": CORP_ID,
            "CreateTime": int(time.time()),
            "MsgType": "event",
            "Event": "kf_msg_or_event",
            "Token": "ENCApHxnGDNAVNY4AaSJKj4Tb5mwsEMzxhFmHVGcra996NR",
            "OpenKfId": ACCOUNT,
        }
        xml = xmltodict.unparse({"xml": told}, full_document=False)
        stamp, nonce = query.get("timestamp", str(int(time.time()))), secrets.token_hex(5)
        sealed = self._crypto.encrypt_message(xml, nonce, stamp)
        signed = xmltodict.parse(sealed)["xml"]["MsgSignature"]
        args = {"timestamp": stamp, "nonce": nonce, "msg_signature": signed, **query}
        return await self._client.post(self._webhook_url, params=args, content=sealed.encode())

    async def verify(self) -> httpx.Response:
        """The verification of the address."""
        stamp, nonce = str(int(time.time())), "abc"
        sealed = xmltodict.parse(self._crypto.encrypt_message("4711", nonce, stamp))["xml"]
        query = {"msg_signature": sealed["MsgSignature"], "timestamp": stamp, "nonce": nonce}
        return await self._client.get(
            self._webhook_url, params={**query, "echostr": sealed["Encrypt"]}
        )

    async def gettoken(self, request: Request) -> HTTPResponse:
        """Give the token."""
        if (request.args.get("corpid"), request.args.get("corpsecret")) != (CORP_ID, SECRET):
            return answer({"errcode": 40001, "errmsg": "invalid credential"})
        return answer({"errcode": 0, "access_token": "the-token", "expires_in": 7200})

    async def sync_msg(self, request: Request) -> HTTPResponse:
        """One page from the cursor on."""
        code = self._unfit(request, {"open_kfid", "limit"}, {"cursor", "token"})
        if code:
            return answer({"errcode": code, "errmsg": "refused"})
        cursor = request.json.get("cursor", "")
        self.cursors.append(cursor)
        start = int(cursor.removeprefix("at-") or 0)
        page = self.feed[start : start + PAGE]
        end = start + len(page)
        return answer(
            {
                "errcode": 0,
                "next_cursor": f"at-{end}",
                "has_more": int(end < len(self.feed)),
                "msg_list": page,
            }
        )

    async def send_msg(self, request: Request) -> HTTPResponse:
        """Take a message."""
        kind = request.json.get("msgtype")
        code = self._unfit(request, {"touser", "open_kfid", "msgtype", kind}, {"msgid"})
        return self._taken(request.json["touser"], request.json, code)

    async def on_event(self, request: Request) -> HTTPResponse:
        """Take the welcome to an entering."""
        kind = request.json.get("msgtype")
        code = self._unfit(request, {"code", "msgtype", kind}, {"msgid"})
        welcome = request.json.get("code")
        if not code and welcome not in self._codes:
            code = 95020
        self._codes.discard(welcome)
        return self._taken("welcomed", request.json, code)

    def _taken(self, buyer: str, body: dict[str, Any], code: int) -> HTTPResponse:
        msgid = body.get("msgid", "")
        if not code and msgid in self._msgids:
            code = 95030
        if not code and buyer != "welcomed":
            self._left[buyer] = self._left.get(buyer, 0) - 1
            code = 95001 if self._left[buyer] < 0 else 0
        self.stir()
        if code:
            self.errors.append(code)
            return answer({"errcode": code, "errmsg": "msgid duplicated" if msgid else "refused"})
        self._msgids |= {msgid} - {""}
        self.sent.setdefault(buyer, []).append(body)
        if self.loses_answers:
            self.loses_answers -= 1
            return answer({"error": "the connection broke"}, status=502)
        return answer({"errcode": 0, "errmsg": "ok", "msgid": msgid})

    def _unfit(self, request: Request, required: set[str], optional: set[str]) -> int:
        if self.fails:
            return self.fails.pop(0)
        if request.args.get("access_token") != "the-token":
            return 40014
        names = set(request.json)
        return 0 if required <= names <= required | optional else 40035
