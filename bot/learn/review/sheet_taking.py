"""What a filled-in sheet says is kept as one person's words, all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.learn.review.model import Item
from bot.learn.review.reviews import Reviews
from bot.learn.review.sheet import ID, MEANT, TEXT, VERDICT
from bot.learn.review.sheet_reading import Answer, Fault, FaultySheetError, Filled
from bot.text.questions import question_of


@dataclass(frozen=True)
class Taken:
    """What became of a sheet's answers; `elsewhere` were answered before it came."""

    kept: int
    settled: int
    elsewhere: tuple[Answer, ...]


def take_in(reviews: Reviews, filled: Filled, *, login: str, at: datetime) -> Taken:
    """Keep every answer inside the caller's transaction; raises FaultySheetError with every fault.

    A question that was answered meanwhile, or by this person, or was forgotten, is left as it is.
    """
    items = {item.id: item for item in reviews.items([each.item_id for each in filled.answers])}
    faults = list(filled.faults)
    wanted: list[Answer] = []
    elsewhere: list[Answer] = []
    for answer in filled.answers:
        item = items.get(answer.item_id)
        if item is None:
            faults.append(Fault(filled.place(ID, answer.row), "没有这个编号"))
        elif _is_answered(item, login):
            elsewhere.append(answer)
        elif question_of(item.candidate.text) != question_of(answer.text):
            faults.append(
                Fault(filled.place(TEXT, answer.row), "和编号对不上，是不是排序时错开了？")
            )
        elif answer.verdict == "right" and not item.candidate.suggested:
            place = filled.place(VERDICT, answer.row)
            faults.append(Fault(place, "这句没有建议，请选“另选”再填意图"))
        elif answer.verdict == "wording" and not (answer.meant or item.candidate.suggested):
            faults.append(Fault(filled.place(MEANT, answer.row), "这句没有建议，要填意图"))
        else:
            wanted.append(answer)
    if faults:
        raise FaultySheetError(sorted(faults, key=_by_row))
    said = [
        reviews.say(
            answer.item_id,
            login=login,
            verdict=answer.verdict,
            meant=answer.meant,
            wording=answer.wording,
            at=at,
        )
        for answer in wanted
    ]
    settled = sum(item.status == "settled" for item in said)
    return Taken(len(said), settled, tuple(elsewhere))


def _is_answered(item: Item, login: str) -> bool:
    return item.status != "open" or any(word.login == login for word in item.words)


def _by_row(fault: Fault) -> tuple[int, str]:
    return int("".join(filter(str.isdigit, fault.place)) or 0), fault.place
