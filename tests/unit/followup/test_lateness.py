"""A reminder that the platform took late is not brought to a buyer whom it would vex."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sanic import Blueprint

from bot.channels.connector import NotDeliveredError, Parcel
from bot.channels.delivery import Postman
from bot.chats.deliveries import Deliveries
from bot.chats.log import ChatLog
from bot.chats.model import Reply
from bot.database.engine import transaction
from bot.followup.reminders import Reminders
from tests.unit.followup.following import Shop, at

HER = "webhook:anna"


@dataclass
class Platform:
    """Takes nothing while it is away."""

    name: str = "webhook"
    away: bool = True
    brought: list[str] = field(default_factory=list)

    def blueprint(self) -> Blueprint:
        return Blueprint("platform")

    async def deliver(self, parcel: Parcel) -> None:
        if self.away:
            raise NotDeliveredError("away")
        self.brought.append(parcel.text)

    async def changed(self, conversation_id: str) -> None:
        pass

    async def close(self) -> None:
        pass


async def _carry(shop: Shop, platform: Platform) -> None:
    """Carry what is due now, once."""
    postman = Postman(shop.url, [platform], dict, lambda: shop.now)
    with transaction(shop.url) as session:
        due = Deliveries(session).claim(
            platform.name, now=shop.now, until=shop.now + timedelta(seconds=1), most=9
        )
    for claimed in due:
        await postman._carry(platform, claimed)


def _reminded_while_away(shop: Shop, platform: Platform) -> None:
    shop.placed(when=at("9:10"))
    shop.look(until=at("12:30"))
    (reminder,) = shop.said()
    shop.now = reminder.at
    asyncio.run(_carry(shop, platform))
    platform.away = False


def _pays(shop: Shop) -> None:
    shop.event("paid", "T1")


def _asks_to_stop(shop: Shop) -> None:
    with transaction(shop.url) as session:
        Reminders(session).mute([HER], at=shop.now, sent_since=at("0:00"))


def _waits(shop: Shop) -> None:
    shop.now += timedelta(hours=2)


def _sleeps(shop: Shop) -> None:
    shop.now = at("22:00")


@pytest.mark.parametrize("meanwhile", [_pays, _asks_to_stop, _waits, _sleeps])
def test_what_came_late_is_not_brought_any_more(
    shop: Shop, meanwhile: Callable[[Shop], None]
) -> None:
    platform = Platform()
    _reminded_while_away(shop, platform)
    shop.now += timedelta(minutes=5)
    meanwhile(shop)
    asyncio.run(_carry(shop, platform))
    assert platform.brought == []
    with transaction(shop.url) as session:
        assert [each.error for each in Deliveries(session).dead()] == ["too late for a reminder"]


def test_a_little_late_it_is_brought_and_any_other_message_always(shop: Shop) -> None:
    platform = Platform()
    _reminded_while_away(shop, platform)
    shop.now += timedelta(minutes=5)
    asyncio.run(_carry(shop, platform))
    assert platform.brought == [shop.said()[0].text]
    with transaction(shop.url) as session:
        ChatLog(session).reply(HER, [Reply("有的")], answers=None, at=shop.now)
    shop.now += timedelta(hours=9)
    asyncio.run(_carry(shop, platform))
    assert platform.brought[-1] == "有的"
