"""Buyers as the chat log and the orders show them: their group, marks, chats and lost chats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from bot.buyers.chat import Chat, sessions_of
from bot.buyers.lost import Lost, is_for_sale, why_lost
from bot.buyers.marks import Mark, marks_of
from bot.chats.history import History, Transcript
from bot.shop.model.trade import Buyer
from bot.shop.repositories.buyers import Buyers
from bot.shop.repositories.placed import Placed, PlacedOrders
from bot.shop.repositories.selling import Terms

Group = Literal["enquirer", "buyer", "vip"]
LABELS: dict[Group, str] = {"enquirer": "只咨询过", "buyer": "下过单", "vip": "VIP"}
PAID = ("paid", "shipped")


@dataclass(frozen=True)
class PastChat:
    """One chat of a buyer.

    `lost` says why nothing was ordered: None where something was, where nothing was for sale (a
    past order was spoken of), and while the chat may still go on (`open`).
    """

    conversation_id: str
    started_at: datetime
    ended_at: datetime
    messages: int
    converted: bool
    open: bool
    lost: Lost | None


@dataclass(frozen=True)
class Profile:
    """All that is known of a buyer.

    `buyer` is the row of what was learnt (region, body; None where none is kept), `orders` those
    placed and `chats` those had, the newest first; `marks` what they care about, the strongest
    first. `lost_reasons` counts why chats were lost, the most frequent first, by label.
    """

    buyer_id: str
    group: Group
    label: str
    buyer: Buyer | None
    orders: tuple[Placed, ...]
    marks: tuple[Mark, ...]
    chats: tuple[PastChat, ...]

    @property
    def lost_reasons(self) -> tuple[tuple[str, int], ...]:
        """Why chats ended without an order: label and how often."""
        counted = Counter(chat.lost.label for chat in self.chats if chat.lost)
        return tuple(counted.most_common())


def profile(session: Session, buyer_id: str, now: datetime) -> Profile | None:
    """The buyer as log and orders show them at `now`; None where nobody of that id ever came."""
    buyer = Buyers(session).get(buyer_id)
    ids = buyer.ids if buyer else (buyer_id,)
    transcripts = History(session).of_buyer(*ids)
    if buyer is None and not transcripts:
        return None
    placed = PlacedOrders(session).of(*ids)
    chats = [pair for transcript in transcripts for pair in _chats(transcript, placed, now)]
    chats.sort(key=lambda pair: pair[0].started_at)
    past = tuple(each for _, each in reversed(chats))
    group = group_of(
        vip=buyer is not None and buyer.vip,
        paid=sum(order.status in PAID for order in placed),
        ordered=bool(placed) or any(each.converted for each in past),
        vip_orders=Terms(session).policy().vip_orders,
    )
    marks = marks_of(chat for chat, _ in chats)
    return Profile(buyer_id, group, LABELS[group], buyer, placed, marks, past)


def group_of(*, vip: bool, paid: int, ordered: bool, vip_orders: int) -> Group:
    """VIP by the flag or from `vip_orders` paid orders on (0: the flag alone), buyer, enquirer."""
    if vip or 0 < vip_orders <= paid:
        return "vip"
    return "buyer" if ordered else "enquirer"


def lost_chats(
    session: Session, *, now: datetime, since: datetime | None = None
) -> Iterator[tuple[str, PastChat]]:
    """Every chat that ended since then without an order, with its buyer's id."""
    placed = PlacedOrders(session).by_buyer()
    people = Buyers(session).people()
    for transcript in History(session).active_since(since):
        ids = people.get(transcript.buyer_id, (transcript.buyer_id,))
        theirs = [order for each in ids for order in placed.get(each, ())]
        for _, chat in _chats(transcript, theirs, now):
            if chat.lost is not None and (since is None or chat.ended_at >= since):
                yield transcript.buyer_id, chat


def _chats(
    transcript: Transcript, placed: Iterable[Placed], now: datetime
) -> Iterator[tuple[Chat, PastChat]]:
    for chat in sessions_of(transcript.lines):
        converted, goes_on = chat.converted(placed), chat.may_go_on(now)
        ended = not converted and not goes_on and is_for_sale(chat)
        yield (
            chat,
            PastChat(
                conversation_id=transcript.conversation_id,
                started_at=chat.started_at,
                ended_at=chat.ended_at,
                messages=len(chat.lines),
                converted=converted,
                open=goes_on,
                lost=why_lost(chat) if ended else None,
            ),
        )
