"""The page for reviewing what buyers meant."""

from __future__ import annotations

from fastapi import APIRouter, Response

from bot.database.engine import transaction
from bot.desk.access import TheDesk, Viewer
from bot.desk.pages import Words
from bot.desk.reading import UNSURE
from bot.desk.render import page
from bot.desk.words import intents, typed_text
from bot.learn.review.progress import by_signal, groups
from bot.learn.review.reviews import Reviews
from bot.learn.review.signals import signal_words

router = APIRouter()


@router.get("/learn")
def learn_page(
    desk: TheDesk, who: Viewer, signal: Words = "", cluster: Words = "", disputed: bool = False
) -> Response:
    """One question after the other; the query says for which reason, of which group, or disputed.

    What is disputed is listed for an owner, whose word decides.
    """
    owns = who.agent.role == "owner"
    with transaction(desk.database_url) as session:
        numbers = by_signal(session)
        found = groups(session)
        differing = len(Reviews(session).disputed()) if owns else 0
    return page(
        "learn.html",
        who=who,
        signals=[(code, words, numbers[code]) for code, words in signal_words().items()],
        groups=found,
        disputed=differing,
        wanted={
            "signal": typed_text(signal),
            "cluster": typed_text(cluster),
            "disputed": owns and disputed,
        },
        intents={code: words for code, words in intents().items() if code != UNSURE},
    )
