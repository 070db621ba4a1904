from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sanic import Blueprint

from bot.channels import delivery
from bot.channels.connector import NotDeliveredError, Parcel, UndeliverableError
from bot.channels.delivery import Postman
from bot.chats.deliveries import DeadLetter, Deliveries
from bot.chats.log import ChatLog
from bot.chats.model import Incoming, Reply
from bot.chats.tickets import Tickets
from bot.database.engine import transaction
from tests.unit.channels.chatting import MORNING

ANNA, BEN = "webhook:anna", "webhook:ben"


@dataclass
class Platform:
    """A channel that keeps what it is brought; `trouble` is raised while there is any."""

    name: str = "webhook"
    trouble: list[Exception] = field(default_factory=list)
    brought: list[Parcel] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._came: asyncio.Queue[Parcel] = asyncio.Queue()

    def blueprint(self) -> Blueprint:
        return Blueprint("platform")

    async def deliver(self, parcel: Parcel) -> None:
        self._came.put_nowait(parcel)
        if self.trouble:
            raise self.trouble.pop(0)
        self.brought.append(parcel)

    async def changed(self, conversation_id: str) -> None:
        pass

    async def close(self) -> None:
        pass

    async def attempts(self, count: int) -> list[str]:
        """The texts of the next attempts."""
        return [(await asyncio.wait_for(self._came.get(), 5)).text for _ in range(count)]


@dataclass
class Office:
    """A postman over a real outbox, and the hands of its clock."""

    url: str
    platform: Platform = field(default_factory=Platform)
    now: datetime = MORNING

    def __post_init__(self) -> None:
        self.postman = self.another()

    def another(self) -> Postman:
        """A second copy's postman for the same outbox."""
        return Postman(
            self.url,
            [self.platform],
            agent_names=lambda: {"mai": "小麦"},
            clock=lambda: self.now,
            look_seconds=0.01,
            luck=lambda: 0.0,
        )

    def write(self, conversation: str, *texts: str, agent: str = "") -> None:
        with transaction(self.url) as session:
            log = ChatLog(session)
            log.receive(Incoming(conversation, conversation, "webhook", texts[0], "在吗", MORNING))
            replies = [Reply(text) for text in texts]
            log.reply(
                conversation, replies, answers=None, at=MORNING,
                sender="agent" if agent else "bot", agent=agent,
            )  # fmt: skip

    @asynccontextmanager
    async def open(self, postman: Postman | None = None) -> AsyncIterator[None]:
        running = asyncio.create_task((postman or self.postman).run())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            await (postman or self.postman).close(seconds=5)

    def dead(self) -> tuple[DeadLetter, ...]:
        with transaction(self.url) as session:
            return Deliveries(session).dead()


@pytest.fixture
def office(chat_url: str) -> Iterator[Office]:
    return Office(chat_url)


async def test_each_buyers_messages_arrive_in_order(office: Office) -> None:
    office.write(ANNA, "一", "二", "三")
    office.write(BEN, "甲", "乙")
    async with office.open():
        await office.platform.attempts(5)
    brought = office.platform.brought
    assert [parcel.text for parcel in brought if parcel.conversation_id == ANNA] == [
        "一",
        "二",
        "三",
    ]
    assert [parcel.text for parcel in brought if parcel.conversation_id == BEN] == ["甲", "乙"]


async def test_an_agents_message_goes_under_the_name_buyers_see(office: Office) -> None:
    office.write(ANNA, "我来看看", agent="mai")
    async with office.open():
        await office.platform.attempts(1)
    (parcel,) = office.platform.brought
    assert (parcel.sender, parcel.agent) == ("agent", "小麦")


async def test_a_message_not_taken_is_tried_again_and_the_next_waits_for_it(
    office: Office,
) -> None:
    office.write(ANNA, "一", "二")
    office.platform.trouble = [NotDeliveredError("answered 503")]
    async with office.open():
        assert await office.platform.attempts(1) == ["一"]
    async with office.open():
        await asyncio.sleep(0)
    assert office.platform.brought == []
    office.now += timedelta(seconds=1)
    async with office.open():
        assert await office.platform.attempts(2) == ["一", "二"]
    assert [parcel.attempt for parcel in office.platform.brought] == [2, 1]


async def test_the_platform_says_how_long_to_leave_it_alone(office: Office) -> None:
    office.write(ANNA, "一")
    office.platform.trouble = [NotDeliveredError("answered 429", after_seconds=90)]
    async with office.open():
        await office.platform.attempts(1)
    assert _due_at(office) == MORNING + timedelta(seconds=90)


async def test_what_is_never_taken_comes_in_front_of_a_person(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.write(ANNA, "给您改到89元", "好的")
    office.platform.trouble = [UndeliverableError("answered 410")]
    with caplog.at_level(logging.INFO):
        async with office.open():
            assert await office.platform.attempts(2) == ["给您改到89元", "好的"]
    (letter,) = office.dead()
    assert letter.error == "answered 410"
    with transaction(office.url) as session:
        ticket = Tickets(session).current(ANNA)
    assert ticket is not None
    assert ticket.reason == "channel.undelivered"
    assert ticket.facts["没送到"] == "给您改到89元"
    assert "89" not in caplog.text


async def test_a_person_who_has_the_chat_already_reads_it_there(office: Office) -> None:
    office.write(ANNA, "您的订单发了", agent="mai")
    with transaction(office.url) as session:
        tickets = Tickets(session)
        ticket = tickets.open(ANNA, reason="handoff.requested", facts={"商品": "LN"}, at=MORNING)
        tickets.take(ticket.id, login="mai", at=MORNING)
    office.platform.trouble = [UndeliverableError("answered 410")]
    async with office.open():
        await office.platform.attempts(1)
    with transaction(office.url) as session:
        found = Tickets(session).current(ANNA)
    assert found is not None
    assert (found.reason, found.taken_by) == ("handoff.requested", "mai")
    assert found.facts["商品"] == "LN"
    assert found.facts["没送到"] == "您的订单发了"


async def test_it_is_given_up_after_the_last_wait(office: Office) -> None:
    office.write(ANNA, "一")
    tries = len(delivery.WAITS_SECONDS) + 1
    office.platform.trouble = [NotDeliveredError("answered 500") for _ in range(tries)]
    for _ in range(tries):
        async with office.open():
            await office.platform.attempts(1)
        office.now += timedelta(seconds=delivery.LONGEST_WAIT_SECONDS)
    assert [letter.attempts for letter in office.dead()] == [tries]


async def test_a_fault_of_a_connector_loses_nothing(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.write(ANNA, "您的电话是13800000000")
    office.platform.trouble = [KeyError("13800000000")]
    async with office.open():
        await office.platform.attempts(1)
    office.now += timedelta(seconds=1)
    async with office.open():
        await office.platform.attempts(1)
    assert len(office.platform.brought) == 1
    assert "KeyError" in caplog.text
    assert "13800000000" not in caplog.text


async def test_two_copies_bring_each_message_once(office: Office) -> None:
    names = [f"webhook:{number}" for number in range(20)]
    for name in names:
        office.write(name, "一", "二")
    other = office.another()
    async with office.open(), office.open(other):
        await office.platform.attempts(2 * len(names))
    brought = [(parcel.conversation_id, parcel.text) for parcel in office.platform.brought]
    assert sorted(brought) == sorted((name, text) for name in names for text in ("一", "二"))
    for name in names:
        assert [text for place, text in brought if place == name] == ["一", "二"]


def _due_at(office: Office) -> datetime:
    """The first moment at which something may be claimed."""
    for seconds in range(600):
        at = MORNING + timedelta(seconds=seconds)
        with transaction(office.url) as session:
            if Deliveries(session).claim("webhook", now=at, until=at, most=1):
                return at
    raise AssertionError("nothing is due")
