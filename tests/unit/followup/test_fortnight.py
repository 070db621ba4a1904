"""A simulated fortnight of many orders: what buyers read never breaks a rule of the trade."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta

from bot.followup.planning import by_day
from bot.shop.repositories.order_events import EventLine
from tests.unit.followup.following import TUESDAY, Shop

BUYERS, ORDERS, DAYS = 16, 48, 14
SKUS = ("LQ2301-MB-S", "LQ2301-MB-M", "LQ2301-MB-L", "LQ2301-MB-XL")
ANSWERS = ("好的", "别催了", "再看看", "别再发了", "等优惠", "发什么快递")
STOPS = {"别催了": timedelta(days=3), "别再发了": timedelta(days=30)}


def test_a_fortnight_of_orders(any_shop: Shop) -> None:
    luck = random.Random(7)
    moments = sorted(luck.randrange(DAYS * 24 * 60) for _ in range(ORDERS))
    paid: dict[str, datetime] = {}
    placed: dict[str, datetime] = {}
    silenced: dict[str, datetime] = {}
    buyer_of: dict[str, str] = {}
    for number, minute in enumerate(moments):
        when = TUESDAY + timedelta(minutes=minute)
        any_shop.look(until=when)
        order_id, buyer = f"T{number}", f"webhook:b{luck.randrange(BUYERS)}"
        any_shop.placed(order_id, when=when, buyer=buyer, lines=(EventLine(luck.choice(SKUS), 1),))
        placed[order_id], buyer_of[order_id] = when, buyer
        earlier = luck.choice(list(placed))
        if luck.random() < 0.5 and earlier not in paid:
            any_shop.event("paid", earlier, buyer=buyer_of[earlier])
            paid[earlier] = when
        answered = luck.choice(list(placed))
        if any_shop.sent(answered) and luck.random() < 0.5:
            said = luck.choice(ANSWERS)
            any_shop.hears(said, buyer=buyer_of[answered])
            if said in STOPS and when - placed[answered] < timedelta(days=3):
                silenced.setdefault(answered, when)
    any_shop.look(until=any_shop.now + timedelta(days=4))

    told = defaultdict(list)
    for order_id in placed:
        sent = any_shop.sent(order_id)
        assert len(sent) <= 3
        for moment in sent:
            assert by_day(moment)
            assert timedelta(minutes=30) <= moment - placed[order_id] <= timedelta(days=3, hours=1)
            assert moment <= paid.get(order_id, moment)
            assert moment <= silenced.get(order_id, moment)
            told[buyer_of[order_id]].append(moment)
    for moments_of_one in told.values():
        for moment in moments_of_one:
            day = [m for m in moments_of_one if moment - timedelta(hours=24) < m <= moment]
            assert len(day) <= 3
    assert sum(map(len, told.values())) > ORDERS / 2
    said_in_all = [each.id for buyer in set(buyer_of.values()) for each in any_shop.said(buyer)]
    assert len(said_in_all) == sum(map(len, told.values()))
    left = [order_id for order_id in placed if not any_shop.stopped(order_id)]
    assert all(order_id in paid for order_id in left)
