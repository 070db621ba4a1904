"""What became of every message that was acknowledged: judged from the log and from the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bench.stubborn_buyers import StubbornBuyer
from bot.chats.log import ChatLog
from bot.chats.model import Message
from bot.chats.tickets import Tickets
from bot.chats.unanswered import Unanswered
from bot.database.engine import transaction

LOG_READ = 5000


@dataclass(frozen=True)
class Verdict:
    """Counts over all chats; all but the first four must be 0.

    lost: acknowledged and not in the log. unanswered: neither an answer nor a person. twice: more
    answers than messages. out_of_order: answers not in the order of their messages. not_shown:
    replies that never came to the buyer's page. shown_out_of_order: pages that showed them so.
    """

    messages: int
    answers: int
    tickets: int
    lines_lost: int
    lost: int
    unanswered: int
    twice: int
    out_of_order: int
    not_shown: int
    shown_out_of_order: int

    @property
    def kept(self) -> bool:
        """Whether every promise was kept."""
        broken = list(asdict(self).values())[4:]
        return not any(broken)


def judge(url: str, buyers: Sequence[StubbornBuyer]) -> Verdict:
    """What the database at `url` and the buyers' pages say."""
    each = [_judged(url, buyer) for buyer in buyers]
    return Verdict(*(sum(column) for column in zip(*each, strict=True)))


def owed(url: str) -> int:
    """How many messages are owed an answer now."""
    with transaction(url) as session:
        return len(Unanswered(session).all())


def _judged(url: str, buyer: StubbornBuyer) -> tuple[int, ...]:
    with transaction(url) as session:
        log = ChatLog(session).since(buyer.conversation_id, limit=LOG_READ)
        ticket = Tickets(session).current(buyer.conversation_id) is not None
    logged = {message.external_id: message for message in log if message.sender == "buyer"}
    items = {said.external_id: said.item for said in buyer.said}
    answers = _answers(log)
    acknowledged = [said for said in buyer.said if said.acknowledged]
    lost = [said for said in acknowledged if said.external_id not in logged]
    open_ones = [message for message in logged.values() if not message.answered]
    wanted = [items[message.external_id or ""] for message in logged.values()]
    given = [item for item in (_item(answer) for answer in answers) if item]
    bots = {message.id for message in log if message.sender == "bot"}
    twice = sum(max(0, given.count(item) - wanted.count(item)) for item in set(given))
    missing = (
        0 if ticket else sum(max(0, wanted.count(item) - given.count(item)) for item in set(wanted))
    )
    return (
        len(logged),
        len(answers),
        int(ticket),
        buyer.lines_lost,
        len(lost),
        len(open_ones) + missing,
        twice,
        int(given != wanted[: len(given)]),
        len(bots - buyer.shown.keys()),
        int(not buyer.shown_in_order),
    )


def _answers(log: Sequence[Message]) -> list[list[Message]]:
    """The bot's messages by the turn they were said in: those of one moment are one answer."""
    answers: list[list[Message]] = []
    for message in log:
        if message.sender != "bot":
            continue
        if answers and answers[-1][0].at == message.at:
            answers[-1].append(message)
        else:
            answers.append([message])
    return answers


def _item(answer: Sequence[Message]) -> str:
    """The item that an answer is about; empty for an apology."""
    named = [value for kind, value in answer[0].trace.get("entities", ()) if kind == "product"]
    return str(named[0]) if named else ""
