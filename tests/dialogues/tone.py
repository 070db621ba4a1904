"""What holds of every reply in every chat, whatever the topic: short, plain, never a parrot."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from bot.channels.client import TurnReport

LONGEST_REPLY = 180
MOST_MESSAGES_A_TURN = 6
MOST_TIMES_THE_SAME = 2
# 最晚 or 最近 says when; 最好的 praises, which the law on advertising forbids.
SUPERLATIVE = re.compile(
    "最(?!近|后|晚|早|快|慢|迟|多|少|大|小|长|短|高(?!级|档)|低(?!价)|新|初|终|接近|要紧)"
    "|第一(?!次|时间|天|件|个|款|条|批|步|单|位|排|张|项|笔)"
    "|绝对|百分之?百|100%|全网|史上|独一无二|顶级|极品|国家级|世界级|无敌|首屈一指"
)
DEAR = re.compile("(?<![父母双相乡探])亲(?![自肤身戚友测切爱密眼口生子人手])")


def tone_faults(report: TurnReport) -> list[str]:
    """What is wrong with the manner of one turn's replies."""
    replies = report.replies
    faults = []
    if len(replies) > MOST_MESSAGES_A_TURN:
        faults.append(f"{len(replies)} messages at once")
    if len(set(replies)) < len(replies):
        faults.append("the same message twice")
    faults += [
        f"a message of {len(reply)} characters" for reply in replies if len(reply) > LONGEST_REPLY
    ]
    own_words = "\n".join(_without_facts(message) for message in report.messages)
    faults += [f"a superlative: {found}" for found in SUPERLATIVE.findall(own_words)]
    dears = len(DEAR.findall(own_words))
    if dears > 1:
        faults.append(f"亲 {dears} times in one turn")
    return faults


def parroted(said: Sequence[str]) -> list[str]:
    """The messages of one chat that were said word for word too often."""
    return [
        f"said {times} times: {reply}"
        for reply, times in Counter(said).items()
        if times > MOST_TIMES_THE_SAME
    ]


def _without_facts(message: Mapping[str, Any]) -> str:
    """The text of `message` without what the shop's files say: only the wording is ours."""
    text = str(message["text"])
    facts = (message.get("trace") or {}).get("facts", {})
    for fact in sorted((str(fact) for fact in facts.values()), key=len, reverse=True):
        if len(fact) > 1:
            text = text.replace(fact, " ")
    return text
