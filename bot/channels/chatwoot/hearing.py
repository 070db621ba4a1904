"""What an event of Chatwoot means here: a buyer's message, a colleague's, or who has the chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.chatwoot.api import MESSAGE_MARK, NOTE_MARK
from bot.channels.chatwoot.events import Conversation, Event, MessageEvent, Person
from bot.channels.chatwoot.standing import Doing, Known, did, is_news
from bot.channels.identity import Visitor
from bot.channels.intake import SHOWN, Intake
from bot.channels.limits import Pace, Refusal
from bot.channels.people import Colleague, People
from bot.channels.protocol import Kind, Said
from bot.chats.addresses import Addresses
from bot.database.engine import transaction

# Chatwoot's kinds of attachments, by ours.
_KINDS: Mapping[object, Kind] = {
    "image": "image", "audio": "voice", "video": "video", "location": "location", "file": "file",
}  # fmt: skip


@dataclass(frozen=True)
class Heard:
    """What came of an event.

    refusal: why a buyer's message was not taken in. by_people: somebody at Chatwoot did something,
    so that what it knows has to be compared with what we know.
    """

    conversation_id: str
    refusal: Refusal | None = None
    by_people: bool = False


class Hearing:
    """Takes events in; `crew` is login to Chatwoot's user id, `given_back` what a buyer is told."""

    def __init__(
        self,
        *,
        url: str,
        intake: Intake,
        pace: Pace,
        people: People,
        crew: Mapping[str, int],
        given_back: Callable[[], str],
    ) -> None:
        self._url = url
        self._intake = intake
        self._pace = pace
        self._people = people
        self._logins = {user: login for login, user in crew.items()}
        self._given_back = given_back

    def hear(self, event: Event) -> Heard:
        """Do what the event asks for."""
        if not isinstance(event, MessageEvent):
            conversation_id = conversation_id_of(event)
            self._learn(conversation_id, event)
            return Heard(conversation_id, by_people=True)
        conversation_id = conversation_id_of(event.conversation, buyer=_buyer_of(event))
        if event.event == "message_updated":
            return Heard(conversation_id, self._chosen(conversation_id, event))
        if event.message_type == "incoming" and not event.private:
            refusal = self._asked(conversation_id, event, text=event.content, tapped=False)
            return Heard(conversation_id, refusal)
        if event.message_type == "outgoing":
            return Heard(conversation_id, by_people=self._answered(conversation_id, event))
        return Heard(conversation_id)

    def _asked(
        self, conversation_id: str, event: MessageEvent, *, text: str, tapped: bool
    ) -> Refusal | None:
        """A buyer's message: with people, they have it; else the bot answers."""
        if self._pace.refuses(conversation_id):
            return Refusal.TOO_FAST
        address = self._learn(conversation_id, event.conversation, moves=True)
        said = Said(
            type="message",
            id=f"{event.id}-chosen" if tapped else str(event.id),
            text=text,
            kind="text" if text or not event.attachments else _kind_of(event),
            product=event.conversation.product,
            tapped=tapped,
        )
        visitor = Visitor(conversation_id=conversation_id, channel="chatwoot")
        taken = self._intake.take(said, visitor=visitor, address=address)
        return taken if isinstance(taken, Refusal) else None

    def _chosen(self, conversation_id: str, event: MessageEvent) -> Refusal | None:
        """The buyer tapped a choice in a message of ours."""
        text = event.chosen
        ours = event.content_attributes.get(MESSAGE_MARK) is not None
        if not text or not ours:
            return None
        return self._asked(conversation_id, event, text=text, tapped=True)

    def _answered(self, conversation_id: str, event: MessageEvent) -> bool:
        """What a colleague wrote is logged; what we wrote ourselves is noted as arrived.

        Whether it was a colleague's.
        """
        attributes = event.content_attributes
        arrived = {"echoed": attributes.get(MESSAGE_MARK), "noted": attributes.get(NOTE_MARK)}
        ours = {name: value for name, value in arrived.items() if isinstance(value, int)}
        if ours:
            self._arrived(conversation_id, ours)
            return False
        if event.private or event.sender.type != "user":
            return False
        who = self._colleague(event.sender)
        address = self._learn(conversation_id, event.conversation, who=who)
        self._people.said(
            conversation_id,
            event.content or SHOWN[_kind_of(event)],
            who=who,
            external_id=str(event.id),
            address=address,
        )
        return True

    def _arrived(self, conversation_id: str, ours: Mapping[str, int]) -> None:
        with transaction(self._url) as session:
            addresses = Addresses(session)
            known = Known.of(addresses.of(conversation_id))
            newest = max(known.echoed, ours.get("echoed", 0))
            addresses.merge(conversation_id, {**ours, "echoed": newest})

    def _learn(
        self,
        conversation_id: str,
        conversation: Conversation,
        *,
        who: Colleague | None = None,
        moves: bool = False,
    ) -> dict[str, Any]:
        """Act on a status that people set; what of the address is new.

        `moves`: the buyer is in this conversation now, whichever it was before.
        """
        with transaction(self._url) as session:
            known = Known.of(Addresses(session).of(conversation_id))
        address: dict[str, Any] = {}
        if known.conversation != conversation.id:
            if known.conversation and not moves:
                return {}
            known = Known(conversation=conversation.id)
            address = vars(known).copy()
            del address["echoed"]
        if is_news(known, conversation):
            address |= {"status": conversation.status, "status_at": conversation.updated_at}
        doing = did(known, conversation, self._people.ticket(conversation_id))
        if doing is Doing.TOOK:
            assignee = conversation.meta.assignee
            there = assignee is not None and assignee.id is not None
            by = who or (self._colleague(assignee) if there and assignee else None)
            self._people.took(conversation_id, who=by, address=address)
        elif doing is Doing.GAVE_BACK:
            back = conversation.status == "pending"
            line = self._given_back() if back else ""
            self._people.gave_back(conversation_id, note="", line=line)
        if address:
            with transaction(self._url) as session:
                Addresses(session).merge(conversation_id, address)
        return address

    def _colleague(self, person: Person) -> Colleague:
        login = self._logins.get(person.id or 0)
        name = person.name or ""
        return Colleague(login) if login else self._people.stranger(person.id, name=name)


def conversation_id_of(conversation: Conversation, *, buyer: int | None = None) -> str:
    """Our id: one for a buyer in an inbox, so that promises outlive a conversation."""
    person = conversation.meta.sender.id or buyer
    if person is None:
        return f"chatwoot:c{conversation.id}"
    return f"chatwoot:{person}.{conversation.inbox_id or 0}"


def _kind_of(event: MessageEvent) -> Kind:
    """What the first attachment is."""
    first = event.attachments[0] if event.attachments else None
    return _KINDS.get(first.get("file_type"), "other") if isinstance(first, dict) else "other"


def _buyer_of(event: MessageEvent) -> int | None:
    return event.sender.id if event.message_type == "incoming" else None
