"""A promise that a person records: what it must hold before it goes into the ledger."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from bot.desk.refusals import PromiseRefusedError
from bot.pricing.hand_price import HandPrice
from bot.pricing.promised import price_terms
from bot.shop.model.catalogue import Product
from bot.shop.model.trade import CommitmentKind
from bot.text.spoken import day, weekday, yuan

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Pieces:
    """So many pieces of a product; an empty colour or size leaves it open."""

    product_id: str = ""
    quantity: int = 1
    colour: str = ""
    size: str = ""

    @property
    def options(self) -> str:
        """Colour and size in one."""
        return self.colour + self.size


@dataclass(frozen=True)
class Wanted:
    """What a person fills in; which field counts depends on `kind`. Money in yuan, all pieces."""

    kind: CommitmentKind
    pieces: Pieces = Pieces()
    total: Decimal | None = None
    text: str = ""
    dispatch_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True)
class Goods:
    """The pieces a price is promised for, what they cost now, and their floor (底价), if any."""

    product: Product
    pieces: Pieces
    hand: HandPrice
    floor_total: Decimal | None


def terms_of(
    wanted: Wanted,
    goods: Goods | None,
    *,
    today: date,
    rests: Callable[[date], bool],
    knows_floor: bool,
) -> dict[str, Any]:
    """The terms as the ledger keeps them; raises PromiseRefusedError with the words for it.

    `rests` says whether nothing is sent on a day; `knows_floor` that who promises may read the
    floor, which is the owner's alone.
    """
    if wanted.valid_until is not None and wanted.valid_until < today:
        raise PromiseRefusedError("有效期已经过了，请选今天或以后的日子。")
    makers: Mapping[str, Callable[[], dict[str, Any]]] = {
        "price": lambda: _price_terms(wanted, goods, knows_floor=knows_floor),
        "gift": lambda: {"gift": _text(wanted, "请写送什么。")},
        "shipping": dict,
        "dispatch": lambda: _dispatch_terms(wanted, today, rests),
        "note": lambda: {"note": _text(wanted, "请写答应了什么。")},
    }
    return makers[wanted.kind]()


def ends_at(wanted: Wanted, *, now: datetime) -> datetime | None:
    """The end of the last day it holds; None for one that has no end."""
    if wanted.valid_until is None:
        return None
    return datetime.combine(wanted.valid_until, END_OF_DAY, tzinfo=now.tzinfo)


def rest_days(weekdays: str, holidays: Collection[tuple[date, date]]) -> Callable[[date], bool]:
    """Whether nothing is sent on a day, by the weekdays of the policy and the days off."""

    def rests(on: date) -> bool:
        off = any(starts <= on <= ends for starts, ends in holidays)
        return off or str(on.isoweekday()) not in weekdays

    return rests


def _price_terms(wanted: Wanted, goods: Goods | None, *, knows_floor: bool) -> dict[str, Any]:
    if goods is None:
        raise PromiseRefusedError("请填商品货号。")
    if wanted.total is None or wanted.total <= 0:
        raise PromiseRefusedError("请填一共多少元。")
    hand, quantity = goods.hand, goods.pieces.quantity
    if wanted.total > hand.list_total:
        raise PromiseRefusedError(f"高于标价：{quantity}件标价{yuan(hand.list_total)}元。")
    if wanted.total >= hand.total:
        raise PromiseRefusedError(f"现在到手就是{yuan(hand.total)}元，不用另外答应。")
    floor = goods.floor_total
    if floor is not None and wanted.total < floor:
        if not knows_floor:
            raise PromiseRefusedError("低于店主定的底价，不能记下；要再低请店主定。")
        least = f"现在到手{yuan(hand.total)}元，没有再让的余地" if hand.total <= floor else ""
        raise PromiseRefusedError(f"低于底价，不能记下：{least or f'最低{yuan(floor)}元'}。")
    options = {"options": goods.pieces.options} if goods.pieces.options else {}
    return {**price_terms(wanted.total, hand, quantity), **options}


def _dispatch_terms(wanted: Wanted, today: date, rests: Callable[[date], bool]) -> dict[str, Any]:
    on = wanted.dispatch_on
    if on is None:
        raise PromiseRefusedError("请选哪天发货。")
    if on < today:
        raise PromiseRefusedError("发货的日子已经过了。")
    if rests(on):
        raise PromiseRefusedError(f"{day(on)}（{weekday(on)}）仓库不发货，请换一天。")
    return {"day": on.isoformat()}


def _text(wanted: Wanted, missing: str) -> str:
    if not wanted.text:
        raise PromiseRefusedError(missing)
    return wanted.text
