from __future__ import annotations

from pathlib import Path

import pytest

from bot.checks.said import said_faults
from bot.checks.wording import wording_faults, wording_remarks
from bot.dialogue.wording import read_replies
from bot.speech.platforms import PLATFORMS
from bot.speech.taboos import read_taboos

OWN_SITE = read_taboos(Path("data/taboos"), "own")
EVERYWHERE = read_taboos(Path("data/taboos"), *PLATFORMS)
RULES = """
from actions.prices import told
def answer(kind):
    return Say("utter_product_price", told()), Say(f"utter_product_{kind}", {"size": "M"})
KINDS = ("small", "large")
"""
PRICES = """
def told():
    return {"price": "89", **{f"from_{letter}": "3" for letter in "ab"}}
"""


def _worded(folder: Path, **texts: str) -> Path:
    (folder / "product").mkdir(parents=True)
    lines = ["responses:"]
    for name, text in texts.items():
        lines += [f"  utter_product_{name}:", f'    - text: "{text}"', '    - text: "好的"']
    (folder / "product" / "replies.yml").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("现在只要{price}元哦", False),
        ("现在只要99元哦", True),
        ("满{amount}减２０", True),
        ("七天无理由", True),
        ("打八折呢", True),
        ("亲稍等一下，一起看看", False),
        ("过几天再来也行", False),
        ("要花{}元", True),
        ("这是最好的{product}", True),
        ("最近有{offer}，最晚{until}", False),
        ("保证{day}到", True),
        ("淘宝也有{product}", True),
    ],
)
def test_a_figure_or_a_taboo_typed_into_wording_is_refused(
    tmp_path: Path, text: str, faulty: bool
) -> None:
    assert bool(wording_faults(_worded(tmp_path, x=text), OWN_SITE)) is faulty


def test_what_is_better_not_said_is_no_fault(tmp_path: Path) -> None:
    folder = _worded(tmp_path, x="仅此一次哦")
    assert wording_faults(folder, OWN_SITE) == []
    (remark,) = wording_remarks(folder, OWN_SITE)
    assert "仅此一次" in str(remark)


def test_our_wording_may_be_said_on_every_platform() -> None:
    assert wording_faults(Path("data/stories"), EVERYWHERE) == []


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "actions" / "product").mkdir(parents=True)
    (tmp_path / "actions" / "product" / "rules.py").write_text(RULES, "utf-8")
    (tmp_path / "actions" / "prices.py").write_text(PRICES, "utf-8")
    return tmp_path


def _said(project: Path, **texts: str) -> list[str]:
    folder = _worded(project / "stories", **texts)
    replies = read_replies([folder / "product" / "replies.yml"])
    return [fault.what for fault in said_faults(replies, project, folder)]


def test_what_is_said_and_given_fits(project: Path) -> None:
    assert not _said(project, price="到手{price}元，满{from_b}件更省", small="{size}码", large="好")


def test_a_misspelt_placeholder_is_a_fault(project: Path) -> None:
    assert _said(project, price="到手{pirce}元") == [
        "utter_product_price asks for {pirce}, which no rule that says it gives"
    ]


def test_a_wording_nobody_says_and_a_name_without_wording_are_faults(project: Path) -> None:
    assert _said(project, medium="{size}码") == [
        "utter_product_medium: nothing says it",
        "says utter_product_price, which has no wording",
    ]


def test_names_put_together_piece_by_piece_are_said(project: Path) -> None:
    (project / "actions" / "asking.py").write_text(
        "def ask(at):\n"
        '    name = "utter_product_ask"\n'
        '    name += "_manager" if at else "_price"\n'
        '    return Say(name, {"wanted": at})\n',
        "utf-8",
    )
    assert not _said(project, price="到手{price}元", ask_manager="{wanted}元", ask_price="好")
