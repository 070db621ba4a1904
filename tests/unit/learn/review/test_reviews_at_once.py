"""Several hands on one question at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

from bot.database.engine import transaction
from bot.learn.review.reviews import Reviews

from .conftest import NOW, Reviewing, candidate

LONG = 10.0


def test_two_people_s_words_at_once_are_both_kept(reviewing: Reviewing) -> None:
    reviewing.offer(candidate())
    with ThreadPoolExecutor() as pool:
        list(
            pool.map(
                lambda said: reviewing.say(1, *said),
                [("xiaomai", "right"), ("xiaohe", "other", "ask_price")],
            )
        )
    item = reviewing.item()
    assert {word.login for word in item.words} == {"xiaomai", "xiaohe"}
    assert item.status == "disputed"


def test_mining_brings_no_text_back_that_is_called_sensitive_meanwhile(
    reviewing: Reviewing,
) -> None:
    reviewing.offer(candidate())
    known, called = Event(), Event()

    def mine() -> None:
        with transaction(reviewing.url) as session:
            reviews = Reviews(session)
            read = reviews._known

            def then_wait(keys: list[str]) -> dict[str, tuple[int, str]]:
                found = read(keys)
                known.set()
                called.wait(1.0)
                return found

            reviews._known = then_wait  # type: ignore[method-assign,assignment]
            reviews.offer([candidate(count=9)], at=NOW)

    with ThreadPoolExecutor() as pool:
        mining = pool.submit(mine)
        assert known.wait(LONG)
        word = pool.submit(reviewing.say, 1, "xiaomai", "sensitive")
        sleep(0.2)
        called.set()
        mining.result(LONG)
        word.result(LONG)
    item = reviewing.item()
    assert (item.verdict, item.candidate.text, item.candidate.samples) == ("sensitive", "", ())
