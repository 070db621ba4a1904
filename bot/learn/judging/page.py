"""A judgement as one HTML page that needs nothing else: plots are drawn as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.desk.words import intent_label
from bot.evaluate.page import percent
from bot.learn.judging.rules import rules
from bot.learn.judging.turns import KINDS as KIND_CODES
from bot.models.facts import Verdict

KINDS = {
    "hand_over_lost": "原来转人工，现在不转",
    "hand_over_gained": "现在转了人工",
    "price": "价格变了",
    "asks_back": "现在要反问",
    "asks_no_more": "现在不反问了",
    "other_answer": "换了一种回答",
    "wording": "只是换了说法",
}
SETS = {"together": "合计", "known": "原来的例句", "reviewed": "审过、留着不学的"}
BANDS = {"answer": "直接答", "clarify": "反问", "hand_over": "转人工"}
RULES = {
    "evidence": "标好的话够多",
    "together": "合起来没有变差",
    "file": "哪一份都没有变差",
    "intent": "哪个意图都没有变差",
    "person": "该转人工的没有漏",
    "wrong_answers": "答错的没有变多",
    "answered": "当场答对的没有变少",
    "known": "原来会的没有学坏",
    "known_intent": "原来会的哪个意图都没有学坏",
    "fresh": "新例句和别的例句说得到一起",
    "price": "价格没有无故变",
    "hand_overs": "转人工没有变多",
    "better": "比现用的好",
}
# Of a plot: its inside in SVG units, and the height of a row.
WIDTH, ROW = 420, 24
_LEAST_SPAN = 0.01
_TICKS = (-1, -0.5, 0, 0.5, 1)


def write_page(path: Path, verdict: Verdict) -> None:
    """Write the page of a judgement to `path`, whole or not at all."""
    figures: Any = verdict.figures
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["percent"] = percent
    environment.filters["points"] = lambda share: f"{share * 100:+.1f}"
    environment.filters["intent"] = lambda name: intent_label(name) if name else "没有回"
    text = environment.get_template("page.html").render(
        verdict=verdict,
        **figures,
        scores=[_named(each) for each in _scored(figures)],
        plot_of_scores=plot(_differences(figures)),
        plot_of_intents=plot(_intents(figures["together"])),
        unchanged=_unchanged(figures["together"]),
        grouped=_grouped(figures["replay"]),
        rules=_rules(figures),
        kinds=KINDS,
        sets=SETS,
        bands=BANDS,
        width=WIDTH,
        row=ROW,
    )
    half = path.with_suffix(".half")
    half.write_text(text, encoding="utf-8")
    half.replace(path)


def plot(rows: Sequence[tuple[str, Mapping[str, float], bool]]) -> dict[str, Any]:
    """Differences with their intervals as places in SVG units.

    rows: label, interval, and whether more is better. The axis is as wide as the widest interval,
    zero in the middle of it.
    """
    widest = max((max(abs(i["low"]), abs(i["high"])) for _, i, _ in rows), default=0.0)
    span = max(widest * 1.05, _LEAST_SPAN)

    def across(share: float) -> float:
        return round((share / span + 1) / 2 * WIDTH, 1)

    return {
        "height": len(rows) * ROW,
        "zero": across(0),
        "ticks": [(across(span * part), f"{span * part * 100:+.1f}") for part in _TICKS],
        "rows": [
            {
                "label": label,
                "y": place * ROW + ROW / 2,
                "low": across(interval["low"]),
                "high": across(interval["high"]),
                "at": across(interval["difference"]),
                "tone": _tone(interval, more_is_better=more_is_better),
                "told": f"{interval['difference'] * 100:+.1f} 个百分点，"
                f"{interval['low'] * 100:+.1f} 到 {interval['high'] * 100:+.1f}",
            }
            for place, (label, interval, more_is_better) in enumerate(rows)
        ],
    }


def _tone(interval: Mapping[str, float], *, more_is_better: bool) -> str:
    difference = interval["difference"] if more_is_better else -interval["difference"]
    return "same" if not difference else "good" if difference > 0 else "bad"


def _scored(figures: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = [figures["together"], *figures["files"], figures["known"]]
    return [each for each in rows if each is not None]


def _named(each: Mapping[str, Any]) -> dict[str, Any]:
    return {**each, "title": SETS.get(each["name"], each["name"])}


def _differences(figures: Mapping[str, Any]) -> list[tuple[str, Mapping[str, float], bool]]:
    together = figures["together"]
    rows = [(f"{_named(each)['title']}：第一猜对", each["top1"], True) for each in _scored(figures)]
    if together is not None:
        rows += [
            ("合计：各意图平均 F1", together["macro_f1"], True),
            ("合计：当场答对", together["rightly_answered"], True),
            ("合计：该转人工的找到", together["person_recall"], True),
            ("合计：答了的里面答错", together["wrong_of_answered"], False),
        ]
    return rows


def _intents(
    together: Mapping[str, Any] | None,
) -> list[tuple[str, Mapping[str, float], bool]]:
    """The intents on which the models differ, the worst first."""
    changed = [
        (f"{intent_label(name)}（{change['messages']} 句）", change["recall"], True)
        for name, change in (together["intents"] if together else {}).items()
        if change["first"]["lost"] or change["first"]["gained"]
    ]
    return sorted(changed, key=lambda row: row[1]["difference"])


def _unchanged(together: Mapping[str, Any] | None) -> int:
    intents = together["intents"].values() if together else ()
    return sum(not (each["first"]["lost"] or each["first"]["gained"]) for each in intents)


def _grouped(replay: Mapping[str, Any] | None) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """Turns that changed first in their chat, by kind."""
    changes = [change for change in (replay["changes"] if replay else ()) if not change["follows"]]
    ordered = sorted(changes, key=lambda change: KIND_CODES.index(change["kind"]))
    return [(kind, list(some)) for kind, some in groupby(ordered, key=lambda c: str(c["kind"]))]


def _rules(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each rule in words, with what it goes by and whether it spoke against the candidate."""
    spoke: dict[str, list[str]] = {}
    for objection in figures["against_it"]:
        spoke.setdefault(objection["rule"], []).append(objection["what"])
    unseen = set(RULES) - {"evidence"} if "evidence" in spoke else set()
    if figures["known"] is None:
        unseen |= {"known", "known_intent", "fresh"}
    if figures["replay"] is None:
        unseen |= {"price", "hand_overs"}
    return [
        {
            "words": RULES[name],
            "limits": "，".join(_limits(limits)),
            "spoke": spoke.get(name, []),
            "unseen": name in unseen,
        }
        for name, limits in rules().dict(exclude_unset=True).items()
    ]


def _limits(limits: Mapping[str, float]) -> list[str]:
    words = {
        "messages": "{} 句起",
        "needs": "至少有 {} 句才看",
        "points": "超过 {} 个百分点",
        "chance": "碰巧的可能不到 {}",
        "alone": "单看不到 {}",
        "turns": "{} 处起",
    }
    return [words[name].format(f"{value:g}") for name, value in limits.items()]
