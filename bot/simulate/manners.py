"""Audits of how the bot behaves: silence, loops, apologies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.simulate.findings import PARROTED, STUCK, Finding, every_turn
from bot.simulate.records import TROUBLE, Records, Talk, Turn

PAUSE = timedelta(hours=1)


def silent_turns(records: Records) -> Iterable[Finding]:
    """Messages without an answer although no person has the chat."""
    for talk, place in every_turn(records):
        turn = talk.turns[place]
        if not turn.replies and not talk.with_person(turn.at):
            yield Finding("silent", talk, place, turn.text)


def troubled_turns(records: Records) -> Iterable[Finding]:
    """Apologies for a fault of the engine."""
    for talk, place in every_turn(records):
        if TROUBLE in talk.turns[place].reasons:
            yield Finding("trouble", talk, place, talk.turns[place].text)


def parroted_turns(records: Records) -> Iterable[Finding]:
    """The same reply, word for word, several times in a row."""
    for talk, place in every_turn(records):
        row = [_texts(turn) for turn in _last(talk, place, PARROTED)]
        if len(row) == PARROTED and row[0] and len(set(row)) == 1:
            yield Finding("parroting", talk, place, "｜".join(row[0]))


def stuck_turns(records: Records) -> Iterable[Finding]:
    """One rule answering time after time without a new fact."""
    for talk, place in every_turn(records):
        row = _last(talk, place, STUCK)
        if len(row) < STUCK or not row[0].reasons:
            continue
        if len({turn.reasons for turn in row}) > 1:
            continue
        told = {tuple(sorted(r.facts.items())) for turn in row for r in turn.replies}
        if len(told) == len({tuple(sorted(r.facts.items())) for r in row[0].replies}):
            yield Finding("stuck", talk, place, "、".join(row[0].reasons))


def _last(talk: Talk, place: int, count: int) -> tuple[Turn, ...]:
    """The last so many turns up to a place, as far as no long pause parts them."""
    row = talk.turns[max(0, place + 1 - count) : place + 1]
    after_pause = [i for i in range(1, len(row)) if row[i].at - row[i - 1].at > PAUSE]
    return row[after_pause[-1] :] if after_pause else row


def _texts(turn: Turn) -> tuple[str, ...]:
    return tuple(reply.text for reply in turn.replies)
