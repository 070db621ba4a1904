"""Who a buyer is, on one channel or on several."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from bot.errors import ShopDataError
from bot.shop.model.trade import Buyer
from bot.shop.tables.trade import BuyerRow

Known = TypeVar("Known")

_ROWS = BuyerRow.__table__
_ASKED, _SAME = _ROWS.alias("asked_for"), _ROWS.alias("same_person")
_ONE = (
    select(func.coalesce(_ASKED.c.same_as, _ASKED.c.id))
    .where(_ASKED.c.id == bindparam("buyer"))
    .scalar_subquery()
)
# The ids of the person that `buyer` is one id of: part of what reads all of a person's rows.
PERSON = select(_SAME.c.id).where(or_(_SAME.c.id == _ONE, _SAME.c.same_as == _ONE))
_OF_PERSON = (
    select(_ROWS).where(_ROWS.c.id.in_(PERSON)).order_by(_ROWS.c.last_seen_at.desc(), _ROWS.c.id)
)


class Buyers:
    """Remembers buyers from chat to chat.

    A channel gives an id each. `link` says that two ids are one person's: from then on the
    ledger, the orders and what is remembered of the body and the region are read over all ids of
    the person, each still written under the id it came from. One id is the person's own
    (`same_as` is empty); all others name it, never one another.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, buyer_id: str) -> Buyer | None:
        """The buyer, if ever seen; what the channel last used does not know, the others tell."""
        rows = self._session.execute(_OF_PERSON, {"buyer": buyer_id}).all()
        if not rows:
            return None
        ids = [row.id for row in rows if row.id != buyer_id]
        return Buyer(
            id=buyer_id,
            vip=any(row.vip for row in rows),
            region=_first_known([row.region for row in rows]) or "",
            height_cm=_first_known([row.height_cm for row in rows]),
            weight_kg=_first_known([row.weight_kg for row in rows]),
            first_seen_at=min(row.first_seen_at for row in rows),
            last_seen_at=rows[0].last_seen_at,
            ids=(buyer_id, *ids),
        )

    def ids(self) -> tuple[str, ...]:
        """The ids of everybody ever seen, who was seen last first."""
        listed = select(_ROWS.c.id).order_by(_ROWS.c.last_seen_at.desc(), _ROWS.c.id)
        return tuple(self._session.scalars(listed))

    def people(self) -> dict[str, tuple[str, ...]]:
        """The ids of the same person, by each of them; who has one id only is left out."""
        linked = self._session.execute(
            select(_ROWS.c.id, _ROWS.c.same_as).where(_ROWS.c.same_as.is_not(None))
        )
        of_one: dict[str, list[str]] = {}
        for row in linked:
            of_one.setdefault(row.same_as, [row.same_as]).append(row.id)
        return {each: tuple(ids) for ids in of_one.values() for each in ids}

    def remember(
        self,
        buyer_id: str,
        *,
        at: datetime,
        region: str | None = None,
        height_cm: float | None = None,
        weight_kg: float | None = None,
    ) -> None:
        """Note that the buyer was seen at `at`, and what was learnt; None leaves it as it was."""
        row = self._session.get(BuyerRow, buyer_id)
        if row is None:
            row = BuyerRow(id=buyer_id, first_seen_at=at)
            self._session.add(row)
        row.last_seen_at = at
        learnt = {"region": region, "height_cm": height_cm, "weight_kg": weight_kg}
        for name, value in learnt.items():
            if value is not None:
                setattr(row, name, value)
        self._session.flush()

    def link(self, buyer_id: str, same_as: str) -> None:
        """Note that both ids are one person's, with whoever was linked to either before.

        Raises ShopDataError where an id was never seen.
        """
        one, joining = self._own_id(same_as), self._own_id(buyer_id)
        if one == joining:
            return
        joined = or_(BuyerRow.id == joining, BuyerRow.same_as == joining)
        self._session.execute(update(BuyerRow).where(joined).values(same_as=one))

    def _own_id(self, buyer_id: str) -> str:
        one: str | None = self._session.scalar(select(_ONE), {"buyer": buyer_id})
        if one is None:
            raise ShopDataError(
                f"There is no buyer {buyer_id}.", hint="A buyer is known from the first chat on."
            )
        return one


def _first_known(values: list[Known | None]) -> Known | None:
    """The value of the id used last that has one."""
    return next((value for value in values if value), None)
