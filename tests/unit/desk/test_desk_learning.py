"""Reviewing at the desk: one question after the other, each settled by one word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.database.engine import transaction
from bot.desk.audit import deeds
from bot.learn.review.model import Candidate
from bot.learn.review.reviews import Reviews
from bot.text.questions import key_of


def question(text: str, **other: Any) -> Candidate:
    values: dict[str, Any] = {
        "key": key_of(text),
        "text": text,
        "count": 4,
        "signals": {"unsure": 3, "repeated": 1},
        "suggested": "ask_stock",
        "confidence": 0.42,
        "gain": 1.0,
        "before": "有现货的亲",
        "ranking": (("ask_stock", 0.42), ("ask_recommendation", 0.31)),
        **other,
    }
    return Candidate(**values)


class Asking:
    """Questions that wait for a word, and people who say it."""

    def __init__(self, shop: Any, browser: Callable[..., Any]) -> None:
        self.shop, self.browser = shop, browser
        self.mai = browser("xiaomai")

    def offer(self, *candidates: Candidate) -> None:
        with transaction(self.shop.url) as session:
            Reviews(session).offer(candidates, at=self.shop.now)

    def next(self, who: Any = None, **query: Any) -> dict[str, Any] | None:
        got = (who or self.mai).client.get("/api/learn/next", params=query)
        return got.json()["item"]

    def say(self, item_id: int, verdict: str, who: Any = None, **more: str) -> httpx.Response:
        self.shop.pass_time(4)
        return (who or self.mai).post(
            f"/api/learn/items/{item_id}/word", {"verdict": verdict, **more}
        )

    def progress(self, who: Any = None) -> dict[str, Any]:
        return (who or self.mai).client.get("/api/learn/progress").json()

    def deeds(self) -> list[tuple[str, str, dict[str, Any]]]:
        with transaction(self.shop.url) as session:
            found = deeds(session)
        return [(each.action, each.subject, each.detail) for each in found]


@pytest.fixture
def asking(shop: Any, browser: Callable[..., Any]) -> Asking:
    return Asking(shop, browser)


def test_a_question_is_shown_with_what_was_said_before_and_why_it_is_asked(asking: Asking) -> None:
    asking.offer(question("还有别的吗", samples=(("别的还有没", "亲在的"),)))
    item = asking.next()
    assert item is not None
    assert (item["text"], item["before"], item["count"]) == ("还有别的吗", "有现货的亲", 4)
    assert [(each["words"], each["count"]) for each in item["signals"]] == [
        ("顾客又问了一遍", 1),
        ("小二没把握", 3),
    ]
    assert (item["suggested_words"], item["percent"]) == ("问库存", 42)
    assert [each["words"] for each in item["ranking"]] == ["问库存", "求推荐"]
    assert item["samples"] == [{"text": "别的还有没", "before": "亲在的"}]


def test_one_word_settles_it_and_the_next_comes(asking: Asking) -> None:
    asking.offer(question("还有别的吗", gain=2.0), question("啥时候能到呀"))
    told = asking.say(1, "right").json()
    assert told == {
        "item": {"id": 1, "status": "settled", "meant": "ask_stock"},
        "waiting": 0,
        "answered": 0,
    }
    item = asking.next()
    assert item is not None and item["text"] == "啥时候能到呀"
    asking.say(2, "other", meant="ask_delivery_time+ask_courier")
    assert asking.next() is None
    assert asking.deeds()[0] == (
        "learn.said",
        "question:2",
        {"verdict": "other", "meant": "ask_delivery_time+ask_courier"},
    )


def test_the_page_has_the_next_ones_before_they_are_needed(asking: Asking) -> None:
    asking.offer(*(question(f"第{word}句话", gain=5.0 - n) for n, word in enumerate("一二三四")))
    got = asking.mai.client.get("/api/learn/next", params={"ahead": 2}).json()
    assert [got["item"]["id"], *(each["id"] for each in got["then"])] == [1, 2, 3]
    fourth = asking.next(without="1,2,3")
    assert fourth is not None and fourth["id"] == 4


def test_two_people_are_not_asked_the_same_for_two_minutes(asking: Asking, shop: Any) -> None:
    asking.offer(question("还有别的吗", gain=2.0), question("啥时候能到呀"))
    qing = asking.browser("xiaoqing")
    assert [asking.next()["id"], asking.next(qing)["id"], asking.next()["id"]] == [1, 2, 1]
    left = asking.mai.client.get("/api/learn/next", params={"without": "1"}).json()
    assert (left["item"], left["elsewhere"]) == (None, 1)
    assert asking.next(asking.browser("kanke"))["id"] == 1
    shop.pass_time(121)
    assert asking.next(qing)["id"] == 1


def test_what_is_taken_back_is_asked_again(asking: Asking) -> None:
    asking.offer(question("还有别的吗"))
    asking.say(1, "out_of_scope")
    taken_back = asking.mai.post("/api/learn/undo").json()["item"]
    assert (taken_back["id"], taken_back["text"]) == (1, "还有别的吗")
    assert asking.mai.post("/api/learn/undo").json() == {"item": None}
    assert asking.deeds()[0][:2] == ("learn.undone", "question:1")
    assert asking.next() is not None


def test_progress_counts_questions_messages_and_the_pace(asking: Asking) -> None:
    asking.offer(*(question(f"第{word}句话", count=10) for word in "一二三四五六"))
    for item_id in (1, 2, 3):
        asking.say(item_id, "right")
    asking.say(4, "skip")
    told = asking.progress()
    assert {name: told[name] for name in ("open", "settled", "settled_today", "said_today")} == {
        "open": 3,
        "settled": 3,
        "settled_today": 3,
        "said_today": 4,
    }
    assert (told["messages"], told["messages_settled"]) == (60, 30)
    assert (told["seconds_each"], told["minutes_left"]) == (4.0, 1)
    asking.mai.post("/api/learn/undo")
    asking.mai.post("/api/learn/undo")
    assert (asking.progress()["open"], asking.progress()["settled_today"]) == (4, 2)


@pytest.mark.parametrize(
    "word",
    [
        {"verdict": "other", "meant": "no_such_intent"},
        {"verdict": "other", "meant": "nlu_fallback"},
        {"verdict": "other", "meant": "ask_price+ask_price"},
        {"verdict": "perhaps"},
        {"verdict": "wording", "wording": "字" * 201},
    ],
)
def test_a_word_that_is_none_is_refused(asking: Asking, word: dict[str, str]) -> None:
    asking.offer(question("还有别的吗"))
    assert asking.mai.post("/api/learn/items/1/word", word).status_code == 422
    assert asking.progress()["settled"] == 0


def test_a_refusal_says_what_to_do_and_keeps_the_question(asking: Asking) -> None:
    asking.offer(question("还有别的吗"))
    for given, told in (("", "改写是空的"), ("打13800138000", "电话")):
        refused = asking.say(1, "wording", wording=given)
        assert refused.status_code == 409 and told in refused.json()["message"]
    assert "请刷新" in asking.say(9, "right").json()["message"]
    assert asking.next() is not None


def test_viewers_look_and_say_nothing(asking: Asking) -> None:
    asking.offer(question("还有别的吗"))
    viewer = asking.browser("kanke")
    assert asking.next(viewer)["id"] == 1
    assert asking.next()["id"] == 1
    assert asking.say(1, "right", viewer).status_code == 403
    assert viewer.post("/api/learn/undo").status_code == 403
    page = viewer.client.get("/learn").text
    assert "顾客这句话是什么意思" in page and "撤回上一句" not in page


def test_a_word_needs_the_page_s_own_token(asking: Asking) -> None:
    asking.offer(question("还有别的吗"))
    path = "/api/learn/items/1/word"
    assert asking.mai.client.post(path, json={"verdict": "right"}).status_code == 403


def test_an_owner_sees_who_differs_and_decides(asking: Asking) -> None:
    asking.offer(question("还有别的吗"))
    asking.say(1, "right")
    qing = asking.browser("xiaoqing")
    assert asking.say(1, "out_of_scope", qing).json()["item"]["status"] == "disputed"
    yu = asking.browser("xiaoyu")
    assert "有分歧的 1 句" in yu.client.get("/learn").text
    (item,) = yu.client.get("/api/learn/disputed").json()["items"]
    assert [tuple(each.values()) for each in item["words"]] == [
        ("小麦", "问库存"),
        ("小晴", "与店铺无关"),
    ]
    others_page = asking.mai.client.get("/api/learn/disputed").json()["items"]
    assert others_page[0]["words"] == []
    settled = asking.say(1, "right", yu).json()["item"]
    assert (settled["status"], settled["meant"]) == ("settled", "ask_stock")


def test_reasons_and_groups_narrow_what_is_asked(asking: Asking) -> None:
    asking.offer(
        question("还有别的吗", signals={"corrected": 2}),
        question("能开直播吗", signals={"new_cluster": 4}, cluster="c-7", suggested=""),
    )
    assert asking.next(signal="corrected")["id"] == 1
    assert asking.next(cluster="c-7")["id"] == 2
    page = asking.mai.client.get("/learn", params={"cluster": "c-7"}).text
    assert "客服改过小二的理解（1）" in page and "能开直播吗" in page and "只看这一组" in page


def test_what_one_said_is_listed_the_newest_first(asking: Asking) -> None:
    asking.offer(question("还有别的吗", gain=2.0), question("啥时候能到呀"))
    asking.say(1, "sensitive")
    asking.say(2, "wording", meant="ask_delivery_time", wording="什么时候能到")
    said = asking.mai.client.get("/api/learn/mine").json()["said"]
    assert [(each["text"], each["said"]) for each in said] == [
        ("啥时候能到呀", "问几天到（改写：什么时候能到）"),
        ("（原话已删）", "不能学，已删掉原话"),
    ]
