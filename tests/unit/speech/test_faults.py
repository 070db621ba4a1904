"""Figures need a fact; taboos are looked for outside the facts; judging costs next to nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.speech.faults import UNKNOWN_FIGURE, faults_in
from bot.speech.figures import FACT, figures_in, without_facts
from bot.speech.taboos import Taboos, read_taboos

MOST_SECONDS = 0.0002


@pytest.fixture(scope="module")
def rules() -> Taboos:
    return read_taboos(Path("data/taboos"), "own")


@pytest.mark.parametrize(
    ("text", "facts", "figures"),
    [
        ("到手89元", {"price": "89"}, []),
        ("到手89元", {"price": "79"}, ["89"]),
        ("到手89.5元", {"price": "89"}, ["89.5"]),
        ("到手189元", {"price": "89"}, ["189"]),
        ("11月18日23:59前下单", {"until": "11月18日23:59"}, []),
        ("11月18日16:00截单", {"day": "11月18日"}, ["16:00"]),
        ("路上1-2天，大概周四到", {"days": "1-2", "latest": "周四"}, []),
        ("路上两天，周四到", {}, ["两天", "周四"]),
        ("满300减30，到手270元", {"offer": "满300减30", "price": "270"}, []),
        ("早上九点上班，快一点的话九点半", {}, ["九点", "九点"]),
        ("打八折，稍等一下，一会儿就好，过几天再看", {}, ["八折"]),
        ("一块儿拍省心，不用等半天，几个月没问题，一毛也不多收", {}, []),
        ("只要一块钱，便宜五毛", {}, ["一块钱", "五毛"]),
        ("围巾2.090元", {"product": "围巾2.0", "price": "90"}, []),
        ("A11999.5元", {"product": "A1", "price": "1999.5"}, []),
        ("围巾2.0901元", {"product": "围巾2.0", "price": "90"}, ["2.0901"]),
        ("到手15元", {"one": "1", "five": "5"}, ["15"]),
        ("亲，一件也包邮的，万一不合适可以换", {}, []),
    ],
)
def test_a_figure_that_is_no_fact_is_found(
    rules: Taboos, text: str, facts: dict[str, str], figures: list[str]
) -> None:
    found = [f.found for f in faults_in(text, rules, facts=facts) if f.code == UNKNOWN_FIGURE]
    assert found == list(dict.fromkeys(figures))


def test_a_taboo_in_a_fact_is_the_owner_s_own_text(rules: Taboos) -> None:
    title = "全网最软的纯棉T恤"
    text = "您看的是全网最软的纯棉T恤，很多人回头买"
    assert faults_in(text, rules, facts={"product": title}) == ()
    assert [fault.code for fault in faults_in(text, rules, facts={})] == ["law.most"]


def test_a_person_s_figures_are_their_own(rules: Taboos) -> None:
    assert faults_in("给您89元包邮", rules, facts=None) == ()
    (fault,) = faults_in("给您89元，加我微信", rules, facts=None)
    assert fault.code == "every_platform.wechat" and "微" in fault.found
    assert fault.why and fault.instead


def test_facts_are_left_out_whole() -> None:
    assert without_facts("到手15元，5元券", ["5", "15"]) == f"到手{FACT}元，{FACT}元券"
    assert without_facts("到手15元", ["5", "1"]) == "到手15元"
    assert figures_in("亲，周末照常发货") == ()


def test_judging_a_message_takes_less_than_a_fifth_of_a_millisecond(rules: Taboos) -> None:
    facts = {f"fact_{n}": f"{n}号仓库的货" for n in range(30)} | {"price": "89", "until": "周四"}
    texts = [f"亲{n % 7}，这款到手89元，周四前下单都算数，不合适还能换" for n in range(500)]
    best = min(_seconds(texts, rules, facts) for _ in range(5))
    assert best / len(texts) < MOST_SECONDS


def _seconds(texts: list[str], rules: Taboos, facts: dict[str, str]) -> float:
    started = time.perf_counter()
    for text in texts:
        faults_in(text, rules, facts=facts)
    return time.perf_counter() - started
