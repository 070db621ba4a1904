"""Messages of a bridge: each goes to the intake, one sent again is confirmed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.channels.identity import Visitor
from bot.channels.limits import Refusal
from bot.channels.protocol import Said
from bot.channels.webhook.bodies import MessageBody
from bot.channels.webhook.refused import RefusedError, refused_by_intake
from bot.chats.messages import Messages
from bot.chats.model import Message
from bot.database.engine import transaction

if TYPE_CHECKING:
    from bot.channels.gateway import Parts


@dataclass(frozen=True)
class Confirmed:
    """What the bridge is told: the message is logged under this id, now or before."""

    message_id: int
    duplicate: bool


@dataclass(frozen=True)
class MessageDesk:
    """Hands messages to the intake of `parts` for the channel `channel`."""

    parts: Parts
    channel: str

    def take(self, body: MessageBody) -> Confirmed:
        """Have the message logged and answered; raises RefusedError."""
        conversation_id = f"{self.channel}:{body.buyer}"
        known = self._known(conversation_id, body.id)
        if known is None and self.parts.pace.refuses(conversation_id):
            raise refused_by_intake(Refusal.TOO_FAST)
        said = Said(
            type="message",
            id=body.id,
            text=body.text or "",
            kind="image" if body.picture else "text",
            product=body.product,
        )
        taken = self.parts.intake.take(
            said,
            visitor=Visitor(conversation_id=conversation_id, channel=self.channel),
            address={"nickname": body.nickname} if body.nickname else None,
        )
        if isinstance(taken, Refusal):
            raise refused_by_intake(taken)
        if known is not None and known.text != taken.text:
            # The second of two messages under one id would be lost: the bridge has to hear of it.
            raise RefusedError(
                409, "id_reused", "Another message of this buyer had this id.",
                hint="Give every message of a buyer an id of its own.", fields=("id",),
            )  # fmt: skip
        return Confirmed(taken.message_id, taken.duplicate)

    def _known(self, conversation_id: str, external_id: str) -> Message | None:
        with transaction(self.parts.config.database_url) as session:
            return Messages(session).known(conversation_id, external_id)
