"""Locust's side: buyers who chat with pauses for thought.

Run by `python -m bench.day`, which tells it by the environment whom to chat with. Locust replaces
the sockets of its process by cooperative ones when it is imported: only Locust loads this module.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections import defaultdict
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from random import Random

from gevent import Greenlet, spawn
from gevent.queue import Empty, Queue
from locust import LoadTestShape, User, events, task
from locust.env import Environment
from locust.exception import StopUser
from requests import Session
from websocket import WebSocket, WebSocketException, create_connection

from bot.load.mix import read_mix

TARGET = os.environ["DAY_TARGET"]  # xiaoer or stock
ADDRESSES = os.environ["DAY_ADDRESSES"].split(",")
TOKEN = os.environ.get("DAY_TOKEN", "")
BUYERS = int(os.environ["DAY_BUYERS"])
SPIKE = int(os.environ["DAY_SPIKE"])
RAMP_SECONDS = float(os.environ["DAY_RAMP_SECONDS"])
SECONDS = float(os.environ["DAY_SECONDS"])
SPIKE_SECONDS = float(os.environ["DAY_SPIKE_SECONDS"])

MIX = read_mix(Path("bench/mix.yml"))
# What everybody asks in the minute in which a promotion starts.
AT_THE_START = (
    "活动开始了吗",
    "现在下单有优惠吗",
    "满减怎么算呀",
    "今天有什么活动",
    "优惠券能用不",
)
ANSWER_WITHIN_SECONDS = 30.0
TROUBLE = "engine_trouble"

random = Random(1)  # noqa: S311 - the same day again, nothing secret
day = {"from": 0.0}
answered: dict[str, list[float]] = defaultdict(list)
failed: dict[str, list[str]] = defaultdict(list)


def thought_seconds() -> float:
    """How long a buyer reads and types: 27 s on average, half of them below 20 s."""
    return min(120.0, random.lognormvariate(3.0, 0.75))


def phase() -> str:
    """`ramp` counts for nothing; `spike` is the start of the promotion, `day` the rest."""
    gone = time.monotonic() - day["from"]
    if gone < RAMP_SECONDS:
        return "ramp"
    begins = RAMP_SECONDS + (SECONDS - SPIKE_SECONDS) / 2
    return "spike" if begins <= gone < begins + SPIKE_SECONDS else "day"


class Day(LoadTestShape):
    """Buyers come in over the ramp; in the middle more come within seconds, and stay."""

    def tick(self) -> tuple[int, float] | None:
        """How many buyers there are to be, and how many may come a second."""
        gone = self.get_run_time()
        if gone > RAMP_SECONDS + SECONDS:
            return None
        if phase() != "spike":
            return BUYERS, max(1.0, BUYERS / RAMP_SECONDS)
        return BUYERS + SPIKE, max(1.0, SPIKE / 5)


@events.test_start.add_listener
def _begin(environment: Environment, **_: object) -> None:
    day["from"] = time.monotonic()


@events.quitting.add_listener
def _write(environment: Environment, **_: object) -> None:
    """Keep every latency (ms) and every failure, by phase."""
    result = {"answered": answered, "failed": failed}
    Path(os.environ["DAY_RESULT"]).write_text(json.dumps(result), encoding="utf-8")


class _Buyer(User):
    abstract = True

    def wait_time(self) -> float:
        return thought_seconds()

    def on_start(self) -> None:
        self.name = f"day-{secrets.token_hex(6)}"
        self.script: Iterator[str] = iter(())
        self.product = ""
        self.asked_at_start = False
        self.greeted()
        time.sleep(random.uniform(0, min(20.0, RAMP_SECONDS)))

    def greeted(self) -> None:
        """Get ready to chat."""

    @task
    def say_next(self) -> None:
        """The next line of a script; another script, with another product, at its end."""
        now = phase()
        if now == "spike" and not self.asked_at_start:
            self.asked_at_start = True
            text = random.choice(AT_THE_START)
        else:
            text = self._scripted()
        began = time.perf_counter()
        try:
            failure = None if self.said(text) else "no answer"
        except (OSError, WebSocketException, ValueError, Empty) as error:
            failure = type(error).__name__
            self.greeted()
        if failure is None:
            answered[now].append((time.perf_counter() - began) * 1000)
        else:
            failed[now].append(failure)

    def said(self, text: str) -> bool:
        """Say it and wait for the end of its turn; whether it was answered."""
        raise NotImplementedError

    def _scripted(self) -> str:
        text = next(self.script, None)
        if text is None:
            script = MIX.draw(random)
            self.product, self.script = script.product, iter(script.texts)
            text = next(self.script)
        return text


if TARGET == "xiaoer":

    class SocketBuyer(_Buyer):
        """A buyer of ours, on the chat page's own socket."""

        socket: WebSocket | None = None
        reading: Greenlet | None = None
        with_person = False

        def greeted(self) -> None:
            """Open a socket; who finds none comes again later."""
            address = random.choice(ADDRESSES).replace("http", "ws", 1)
            self.with_person = False
            self.name = f"day-{secrets.token_hex(6)}"
            if self.socket is not None:
                self.socket.close(timeout=1)
            try:
                self.socket = create_connection(
                    f"{address}/chat/socket?buyer={self.name}",
                    header=[f"X-Xiaoer-Token: {TOKEN}"],
                    timeout=None,
                )
                self.socket.send(json.dumps({"type": "hello", "product": "", "after": 2**62}))
            except (OSError, WebSocketException) as error:
                raise StopUser from error
            self.frames: Queue = Queue()
            self.reading = spawn(self._read, self.socket, self.frames)

        def said(self, text: str) -> bool:
            """Say it; who is with a person starts over as somebody else afterwards."""
            if self.socket is None:
                return False
            key = secrets.token_hex(8)
            frame = {"type": "message", "id": key, "text": text, "product": self.product}
            self.socket.send(json.dumps(frame))
            replies = 0
            waits = self.with_person
            while True:
                told = self.frames.get(timeout=ANSWER_WITHIN_SECONDS)
                if told is None:
                    raise ConnectionError("the socket was closed")
                if told["type"] == "status":
                    self.with_person = told["with_person"]
                elif told["type"] == "message" and told["message"]["sender"] == "bot":
                    trace = told["message"].get("trace") or {}
                    replies += trace.get("reason") != TROUBLE
                elif told["type"] == "answered" and told["id"] == key:
                    break
            if self.with_person and not waits:
                self.greeted()
            return bool(replies) or waits

        def _read(self, socket: WebSocket, frames: Queue) -> None:
            """Read on while the buyer thinks, as a page does: the server's pings want an answer."""
            try:
                while True:
                    frames.put(json.loads(socket.recv()))
            except (OSError, WebSocketException, ValueError):
                frames.put(None)

else:

    class StockBuyer(_Buyer):
        """A buyer of the stock project, on Rasa's REST channel."""

        def greeted(self) -> None:
            """A connection of one's own, kept alive."""
            self.http = Session()

        def said(self, text: str) -> bool:
            """Say it; Rasa answers when the turn is over."""
            body = {
                "sender": self.name,
                "message": text,
                "metadata": {"product_id": self.product},
            }
            address = f"{ADDRESSES[0]}/webhooks/rest/webhook"
            answer = self.http.post(address, json=body, timeout=ANSWER_WITHIN_SECONDS)
            return answer.status_code == HTTPStatus.OK and bool(answer.json())
