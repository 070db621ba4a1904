"""A question under review for a page's script: what is shown of it, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.chats.reasons import reason_of
from bot.desk.words import intent_label
from bot.learn.review.model import Item, Word
from bot.learn.review.signals import signal_words

CHOICES = 5
SAMPLES = 6
_VERDICTS = {
    "out_of_scope": "与店铺无关",
    "sensitive": "不能学，已删掉原话",
    "skip": "跳过",
}


def meaning_words(meant: str) -> str:
    """The words for intents joined by +, joined the same way."""
    return " + ".join(intent_label(intent) for intent in meant.split("+")) if meant else ""


def word_words(word: Word) -> str:
    """What somebody said, in words."""
    said = _VERDICTS.get(word.verdict) or meaning_words(word.meant)
    return f"{said}（改写：{word.wording}）" if word.wording else said


def told(item: Item, *, waiting: int, names: Mapping[str, str], owner: bool) -> dict[str, Any]:
    """What the page shows; who said what before is told to an owner only, of what is disputed.

    names: of colleagues by login; waiting: buyers who wait for an answer to it.
    """
    asked = item.candidate
    ranking = asked.ranking[:CHOICES] or ((asked.suggested, asked.confidence),)
    disputed = item.status == "disputed"
    return {
        "id": item.id,
        "text": asked.text,
        "before": asked.before,
        "samples": [{"text": text, "before": before} for text, before in asked.samples[:SAMPLES]],
        "count": asked.count,
        "signals": [
            {"code": code, "words": words, "count": asked.signals[code]}
            for code, words in signal_words().items()
            if asked.signals.get(code)
        ],
        "suggested": asked.suggested,
        "suggested_words": meaning_words(asked.suggested),
        "percent": round(asked.confidence * 100),
        "why": _why(asked.evidence),
        "ranking": [
            {"intent": intent, "words": meaning_words(intent), "percent": round(value * 100)}
            for intent, value in ranking
            if intent
        ],
        "cluster": asked.cluster,
        "waiting": waiting,
        "disputed": disputed,
        "words": [
            {"name": names.get(word.login, word.login), "said": word_words(word)}
            for word in item.words
            if owner and disputed
        ],
    }


# What retraining held against the answer that was given.
_DOUBTED = {
    "reads": "模型很有把握地读成",
    "conflict": "同一句已经教在别的意图下",
    "contradiction": "同一句有两个答案",
}


def _why(evidence: Mapping[str, Any]) -> list[str]:
    """What mining tells of how it came to its suggestion, in words."""
    told = [
        f"客服改成“{meaning_words(meant)}” {times} 次"
        for meant, times in _of(evidence, "corrected_to")
    ]
    told += [
        f"转人工：{reason_of(code).label} {times} 次"
        for code, times in _of(evidence, "handed_over")
    ]
    told += [
        f"以前读成“{meaning_words(read)}” {times} 次" for read, times in _of(evidence, "logged_as")
    ]
    if read_as := evidence.get("read_as"):
        told.append(f"现在的模型读成“{meaning_words(str(read_as))}”")
    if second := evidence.get("second"):
        told.append(f"另一个模型读成“{meaning_words(str(second))}”")
    if like := evidence.get("like"):
        told.append(f"最像的例句：{like}（{meaning_words(str(evidence.get('like_intent', '')))}）")
    if label := evidence.get("label") or evidence.get("labelled"):
        where = f"（{evidence['file']}）" if "file" in evidence else ""
        told.append(f"我们的例句里标的是“{meaning_words(str(label))}”{where}")
    for code, told_of in _of(evidence, "doubted"):
        if code in _DOUBTED:
            told.append(f"练之前查出可疑：{_DOUBTED[code]}{_meant_or(str(told_of))}")
    return told


def _meant_or(told_of: str) -> str:
    """The words of an intent; where it stands, if it comes with its file."""
    return f" {told_of}" if ":" in told_of or not told_of else f"“{meaning_words(told_of)}”"


def _of(evidence: Mapping[str, Any], code: str) -> Iterable[tuple[str, Any]]:
    found = evidence.get(code)
    return found.items() if isinstance(found, Mapping) else ()
