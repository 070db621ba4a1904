"""An official account's side of WeChat for tests: encrypts what it pushes, takes replies strictly.

Limits are the platform's: a token must hold, a text has at most 2048 bytes, five messages may
follow one of the buyer's, three his following the account.
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
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from tests.integration.channels.waiting import Watched

APP_ID = "wx0123456789abcdef"
SECRET = "secret-of-the-account-in-tests"
TOKEN = "token-of-the-account-in-tests"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
AFTER_MESSAGE, AFTER_FOLLOWING = 5, 3


class FakeOfficial(Watched):
    """The platform; `menus`: whether this account may send menus."""

    def __init__(self, webhook_url: str, *, menus: bool = True) -> None:
        super().__init__()
        self._webhook_url = webhook_url
        self._menus = menus
        self._crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
        self._ids = itertools.count(22_000_000_000_000_000)
        self._client = httpx.AsyncClient(trust_env=False, timeout=5)
        self._left: dict[str, int] = {}
        self._said: dict[str, list[str]] = {}
        self.token = ""
        self.tokens_given = 0
        self.attempts = 0
        self.sent: dict[str, list[dict[str, Any]]] = {}
        self.errors: list[int] = []
        self.busy_at = 0

    def mount(self, app: Sanic) -> None:
        """Put the API on an app."""
        app.add_route(self.stable_token, "/cgi-bin/stable_token", methods=["POST"])
        app.add_route(self.send, "/cgi-bin/message/custom/send", methods=["POST"])

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    def words(self, buyer: str) -> list[str]:
        """What the buyer read, in order."""
        return [_words_of(message) for message in self.sent.get(buyer, [])]

    async def buyer_says(self, buyer: str, text: str, *, times: int = 1) -> httpx.Response:
        """A text message, pushed `times` as where no answer came in time."""
        fields = {"MsgType": "text", "Content": text, "MsgId": next(self._ids)}
        return await self.push(buyer, fields, times=times)

    async def push(
        self, buyer: str, fields: dict[str, Any], *, times: int = 1, **query: str
    ) -> httpx.Response:
        """One push in an envelope; `query` replaces what the platform would put there."""
        follows = fields.get("Event") == "subscribe"
        self._left[buyer] = AFTER_FOLLOWING if follows else AFTER_MESSAGE
        about = {"ToUserName": "gh_1", "FromUserName": buyer, "CreateTime": int(time.time())}
        xml = xmltodict.unparse({"xml": {**about, **fields}}, full_document=False)
        for _ in range(times):
            stamp, nonce = query.get("timestamp", str(int(time.time()))), secrets.token_hex(5)
            sealed = self._crypto.encrypt_message(xml, nonce, stamp)
            signed = xmltodict.parse(sealed)["xml"]["MsgSignature"]
            args = {"timestamp": stamp, "nonce": nonce, "msg_signature": signed, **query}
            args["encrypt_type"] = "aes"
            response = await self._client.post(
                self._webhook_url, params=args, content=sealed.encode()
            )
        return response

    async def verify(self, *, token: str = TOKEN) -> httpx.Response:
        """The verification of the address."""
        stamp, nonce = str(int(time.time())), "abc"
        signer = WeChatSigner()
        signer.add_data(token, stamp, nonce)
        query = {"signature": signer.signature, "timestamp": stamp, "nonce": nonce}
        return await self._client.get(self._webhook_url, params={**query, "echostr": "7158"})

    def opened(self, response: httpx.Response) -> str:
        """The text of an encrypted reply."""
        sealed = xmltodict.parse(response.text)["xml"]
        xml = self._crypto.decrypt_message(
            sealed, sealed["MsgSignature"], sealed["TimeStamp"], sealed["Nonce"]
        )
        return xmltodict.parse(xml)["xml"]["Content"]

    async def stable_token(self, request: Request) -> HTTPResponse:
        """Give the token, another one where that is forced."""
        body = request.json
        if (body["appid"], body["secret"]) != (APP_ID, SECRET):
            return answer({"errcode": 40125, "errmsg": "invalid appsecret"})
        if body["force_refresh"] or not self.token:
            self.tokens_given += 1
            self.token = f"token-{self.tokens_given}"
        return answer({"access_token": self.token, "expires_in": 7200})

    async def send(self, request: Request) -> HTTPResponse:
        """Take a customer-service message."""
        self.attempts += 1
        code = self._refused(request)
        if code:
            self.errors.append(code)
        else:
            self.sent.setdefault(request.json["touser"], []).append(request.json)
        self.stir()
        return answer({"errcode": code, "errmsg": "ok" if not code else "refused"})

    def _refused(self, request: Request) -> int:
        if self.attempts == self.busy_at:
            return -1
        if request.args.get("access_token") != self.token:
            return 40001
        body = request.json
        if set(body) != {"touser", "msgtype", body["msgtype"]}:
            return 47001
        if body["msgtype"] == "msgmenu" and not self._menus:
            return 40200
        if len(_words_of(body).encode()) > 2048:
            return 45002
        if self._left.get(body["touser"], 0) <= 0:
            return 45047
        self._left[body["touser"]] -= 1
        return 0


def _words_of(message: dict[str, Any]) -> str:
    if message["msgtype"] == "msgmenu":
        return str(message["msgmenu"]["head_content"])
    return str(message["text"]["content"])
