"""Order events of a bridge: each changes the shop's orders once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.webhook.bodies import EventBody
from bot.channels.webhook.refused import RefusedError
from bot.chats.channel_events import ChannelEvents
from bot.database.engine import transaction
from bot.shop.repositories.order_events import (
    Applied,
    EventLine,
    OrderEvent,
    OrderEvents,
    OrderOfAnotherError,
)


@dataclass(frozen=True)
class OrderBook:
    """The orders of the database at `url`, as the channel `source` tells of them."""

    url: str
    source: str

    def note(self, body: EventBody, *, buyer_id: str) -> Applied | None:
        """Write the event down, committed when this returns; None where it was told before.

        Raises RefusedError for an id used for something else, and for another buyer's order.
        """
        event = OrderEvent(
            kind=body.kind,
            buyer_id=buyer_id,
            order_id=body.order_id,
            at=body.at,
            total=body.total,
            lines=[EventLine(line.sku, line.quantity, line.unit_price) for line in body.lines],
        )
        try:
            with transaction(self.url) as session:
                events = ChannelEvents(session)
                if events.is_new(self.source, body.id, kind=body.kind, at=body.at):
                    return OrderEvents(session).apply(event)
                if events.kind(self.source, body.id) != body.kind:
                    raise RefusedError(
                        409, "id_reused", "Another event had this id.",
                        hint="Give every event an id of its own.", fields=("id",),
                    )  # fmt: skip
                return None
        except OrderOfAnotherError as error:
            raise RefusedError(
                409, "order_of_another", "The order is another buyer's.",
                hint="Check `buyer`; two ids of one person are linked with `xiaoer buyer`.",
                fields=("order_id", "buyer"),
            ) from error  # fmt: skip
