"""What stands for the gateway where a test sends what the bot suggests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.chats.suggestions import Suggestions
from bot.database.engine import transaction
from bot.settings import SHOP_TIMEZONE

TRACE = {
    "intent": "ask_delivery_time",
    "confidence": 0.93,
    "ranking": [["ask_delivery_time", 0.93], ["ask_dispatch", 0.04]],
    "entities": [["region", "浙江 金华"]],
    "reason": "shipping.days",
    "facts": {"place": "浙江 金华", "days": "1-2"},
    "slots": {"product": "LQ2301", "colour": "米白", "size": "M", "region": "浙江 金华"},
}


@dataclass
class Gateway:
    """Does what the gateway does with a suggestion that an agent sends."""

    url: str
    changes_to: str = ""
    accepted: list[dict[str, Any]] = field(default_factory=list)

    def accept(self, asked: dict[str, Any]) -> dict[str, Any]:
        self.accepted.append(asked)
        with transaction(self.url) as session:
            suggestions = Suggestions(session)
            found = suggestions.of(asked["message_id"])
            assert found is not None
            if self.changes_to:
                reply, self.changes_to = Reply(self.changes_to, trace=TRACE), ""
                suggestions.keep(
                    found.conversation_id,
                    found.message_id,
                    replies=[reply],
                    digest="changed",
                    at=_now(),
                )
                return {"changed": [{"text": reply.text, "payload": {}, "trace": reply.trace}]}
            suggestions.use(asked["message_id"], login=asked["login"], at=_now())
            ChatLog(session).agent_message(
                found.conversation_id,
                asked["text"],
                agent=asked["login"],
                external_id=f"desk:{asked['client_id']}",
                at=_now(),
                trace=found.replies[0].trace,
            )
        return {"sent": True}


@contextmanager
def gateway_over(url: str) -> Iterator[tuple[Gateway, int]]:
    """The gateway over a database, and the port it listens on."""
    gateway = Gateway(url)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told = gateway.accept(asked) if self.path == "/internal/accept" else {}
            body = json.dumps(told).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield gateway, server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _now() -> datetime:
    return datetime.now(SHOP_TIMEZONE)
