"""Who wants no more reminders of an unpaid order (别再发了): noted before it is promised."""

from __future__ import annotations

from actions.turn import Outcome, Say, Turn
from bot.followup.answers import asks_to_stop
from bot.followup.planning import OLDEST
from bot.followup.reminders import Reminders
from bot.shop.shop import Shop


def no_more_reminders(turn: Turn, shop: Shop) -> Outcome | None:
    """The answer to who was reminded lately and asks for none; None of any other message."""
    if not asks_to_stop(turn.text):
        return None
    buyer = shop.buyers.get(turn.buyer_id)
    ids = buyer.ids if buyer else (turn.buyer_id,)
    if not Reminders(shop.session).mute(ids, at=turn.now, sent_since=turn.now - OLDEST):
        return None
    return Outcome(
        "answer.no_more_reminders", (Say("utter_answer_no_more_reminders"),), closes=True
    )
