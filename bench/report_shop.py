"""A made-up shop's two months of chats in a database: seeded, with all that a report counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.chats.tables import ConversationRow, MessageRow, TicketRow
from bot.database.engine import transaction
from bot.shop.tables.catalogue import SkuRow
from bot.shop.tables.trade import BuyerRow, CommitmentRow, OrderLineRow, OrderRow

BATCH = 20_000
# Buyers come by the hour: few at night, most in the evening.
HOURS = (2, 1, 1, 0.5, 0.5, 1, 2, 4, 8, 11, 13, 12, 11, 12, 13, 13, 12, 11, 11, 14, 17, 18, 13, 6)
AGENTS = ("xiaomai", "xiaoyu", "dianzhang")
HANDED_OVER = (
    "handoff.requested",
    "haggling.ask_manager",
    "order.change_price",
    "handoff.complaint",
)
REASONS = {
    "bargain": ("haggling.value", "haggling.price_step", "haggling.gift_step", "haggling.firm"),
    "ask_quality": ("product.quality", "trust.fading"),
    "ask_stock": ("stock.in_stock", "stock.out", "stock.few"),
    "ask_size": ("sizing.one", "sizing.fits_nothing"),
    "ask_shipping_fee": ("shipping.fee_free", "shipping.fee_known"),
    "ask_promotion": ("promotion.live", "promotion.none"),
    "out_of_scope": ("handoff.out_of_scope",),
    "hesitate": ("farewell.hesitated", "closing.popularity"),
}
TABLES = {
    "buyers": BuyerRow, "conversations": ConversationRow, "messages": MessageRow,
    "tickets": TicketRow, "orders": OrderRow, "order_lines": OrderLineRow,
    "commitments": CommitmentRow,
}  # fmt: skip


@dataclass
class _Rows:
    """Rows waiting to be written, by table."""

    session: Session
    waiting: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def add(self, table: str, **values: Any) -> None:
        self.waiting.setdefault(table, []).append(values)
        if len(self.waiting[table]) >= BATCH:
            self.flush()

    def flush(self) -> None:
        for name, row in TABLES.items():
            if rows := self.waiting.pop(name, None):
                self.session.execute(insert(row.__table__), rows)


def make_up(url: str, *, chats: int, first: datetime, days: int, seed: int) -> int:
    """Write so many chats over `days` from `first` on; how many messages that made."""
    random, said, messages = Random(seed), list(_examples()), 0  # noqa: S311 - the same shop again
    with transaction(url) as session:
        skus = session.execute(select(SkuRow.id, SkuRow.product_id, SkuRow.price)).all()
        rows = _Rows(session)
        for place in range(chats):
            at = _moment(random, first, days)
            buyer = f"web:made-up-{first:%m}-{place:07}"
            # Every fiftieth is another id of the buyer before.
            same_as = f"web:made-up-{first:%m}-{place - 1:07}" if place % 50 == 49 else None
            rows.add(
                "buyers", id=buyer, vip=0, region="", first_seen_at=at, last_seen_at=at,
                same_as=same_as,
            )  # fmt: skip
            messages += _chat(random, rows, buyer, at, said, skus)
        rows.flush()
    return messages


def _moment(random: Random, first: datetime, days: int) -> datetime:
    hour = random.choices(range(24), HOURS)[0]
    return first + timedelta(
        days=random.randrange(days), hours=hour, seconds=random.random() * 3600
    )


def _chat(
    random: Random, rows: _Rows, conversation: str, at: datetime,
    said: list[tuple[str, str]], skus: list[Any],
) -> int:  # fmt: skip
    """One chat with what came of it; how many messages it has."""
    sku = random.choice(skus)
    written, opened = _said(random, conversation, at, said, sku)
    ends = written[-1]["at"]
    rows.add(
        "conversations", id=conversation, buyer_id=conversation, channel="web", product_id=sku[1],
        opened_at=at, last_message_at=ends, address={},
    )  # fmt: skip
    for message in written:
        rows.add("messages", **message)
    if opened is not None:
        answered = next((each["at"] for each in written if each["sender"] == "agent"), None)
        rows.add(
            "tickets", conversation_id=conversation, status="closed", facts={}, note="",
            reason=random.choice(HANDED_OVER), opened_at=opened, taken_by=AGENTS[0],
            taken_at=answered, closed_at=ends + timedelta(minutes=5), first_reply_at=answered,
            assigned_to="", snoozed_until=None, told_busy_at=None,
        )  # fmt: skip
    promised = random.random() < 0.15
    if promised:
        _promise(rows, conversation, at, sku)
    if random.random() < 0.3:
        kept = promised and random.random() < 0.98
        _order(random, rows, conversation, ends, sku, price=_promised(sku) if kept else sku[2])
    return len(written)


def _said(
    random: Random, conversation: str, at: datetime, said: list[tuple[str, str]], sku: Any
) -> tuple[list[dict[str, Any]], datetime | None]:
    """The messages of a chat, and when a person was fetched, if at all."""
    rounds = min(20, 1 + int(random.expovariate(1 / 3.9)))
    fetched = random.randrange(rounds) if random.random() < 0.12 else None
    written: list[dict[str, Any]] = []
    opened: datetime | None = None
    for place in range(rounds):
        text, intent = _wording(random, said)
        in_view = {"kind": "text", "product_id": sku[1]}
        written.append(_message(conversation, at, "buyer", text, in_view))
        if opened is None:
            at += timedelta(seconds=random.uniform(0.2, 1.8))
            for _ in range(random.choice((1, 1, 2))):
                trace = _trace(random, intent, sku)
                written.append(_message(conversation, at, "bot", "亲，这款是有的哦～", trace))
        elif random.random() < 0.9:
            at += timedelta(seconds=random.lognormvariate(3.6, 0.9))
            agent = random.choice(AGENTS)
            written.append(_message(conversation, at, "agent", "亲，我看一下", {}, agent=agent))
        if place == fetched:
            opened = at
        at += timedelta(seconds=random.lognormvariate(3.0, 0.8))
    return written, opened


def _message(
    conversation: str, at: datetime, sender: str, text: str, trace: dict[str, Any], agent: str = ""
) -> dict[str, Any]:
    return {
        "conversation_id": conversation, "external_id": None, "sender": sender, "agent": agent,
        "text": text, "payload": {}, "trace": trace, "at": at, "answered": 1,
    }  # fmt: skip


def _trace(random: Random, intent: str, sku: Any) -> dict[str, Any]:
    """As long as those of the engine are, about 900 characters."""
    reason = random.choice(REASONS.get(intent, ("product.attributes", "product.introduced")))
    return {
        "intent": intent, "confidence": 0.93, "band": "answer",
        "ranking": [[intent, 0.93], ["ask_price", 0.03], ["ask_product", 0.01]],
        "entities": [["product", sku[1]], ["quantity", 1]], "action": "action_product",
        "reason": reason,
        "facts": {"product": "纯棉T恤裙", "price": "139", "options": "白色、浅灰、黑色139元"},
        "slots": {
            "stage": "objection", "product": sku[1], "page_product": sku[1],
            "answered": {"intents": ["ask_price", intent], "text": "价格能优惠点不", "since": 0},
            "seen": [sku[1]], "budget": [None, None], "haggle_rounds": 1,
            "haggled": [f"{sku[1]}:value"], "closings": ["tie_in"], "region": "浙江 杭州",
        },
    }  # fmt: skip


def _promise(rows: _Rows, buyer: str, at: datetime, sku: Any) -> None:
    total = str(_promised(sku))
    terms = {"quantity": 1, "list_price": str(sku[2]), "total": total, "step": 1}
    rows.add(
        "commitments", buyer_id=buyer, kind="price", product_id=sku[1], terms=terms,
        reason="haggling.price_step", made_by="bot", made_at=at,
        valid_until=at + timedelta(days=1), withdrawn_at=None, withdrawn_by="",
    )  # fmt: skip


def _promised(sku: Any) -> Decimal:
    return (sku[2] * Decimal("0.95")).quantize(Decimal(1))


def _order(
    random: Random, rows: _Rows, buyer: str, at: datetime, sku: Any, *, price: Decimal
) -> None:
    created = at + timedelta(minutes=random.expovariate(1 / 60))
    paid = created + timedelta(minutes=5) if random.random() < 0.8 else None
    order_id = f"p{random.getrandbits(64):020}"
    rows.add(
        "orders", id=order_id, buyer_id=buyer,
        status="paid" if paid else "created", region="", courier="", note="",
        agreed_total_fen=price, agreed_with="没有赠品", created_at=created, paid_at=paid,
        shipped_at=None,
    )  # fmt: skip
    rows.add(
        "order_lines", order_id=order_id, sku_id=sku[0], quantity=1, unit_price_fen=sku[2],
        position=0,
    )  # fmt: skip


def _wording(random: Random, said: list[tuple[str, str]]) -> tuple[str, str]:
    """What a buyer says; half of it with a number, so that much is said only once."""
    text, intent = random.choice(said)
    return (f"{text}{random.randrange(1000)}" if random.random() < 0.5 else text), intent


def _examples() -> Iterator[tuple[str, str]]:
    yaml = YAML(typ="safe")
    for path in sorted(Path("data/nlu").glob("*/*.yml")):
        for group in (yaml.load(path) or {}).get("nlu", ()):
            intent = str(group.get("intent", "")).partition("+")[0]
            for line in str(group.get("examples", "")).splitlines():
                if line.startswith("- ") and intent:
                    yield line[2:].strip(), intent
