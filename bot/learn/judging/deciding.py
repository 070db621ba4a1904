"""What speaks against a candidate, by rules.yml: pure, over what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.desk.words import intent_label
from bot.learn.judging.comparing import Compared, Fresh
from bot.learn.judging.frozen import REVIEWED
from bot.learn.judging.rules import Rules
from bot.learn.judging.significance import Flips, among_all, at_least, worse_by_chance
from bot.learn.judging.turns import Replay


@dataclass(frozen=True)
class Evidence:
    """All that was measured; None for what was left out.

    together: all labelled messages; files: each set by name; known: old examples; fresh:
    the new ones; allowed: the owner's share of answers that may be wrong.
    """

    together: Compared | None
    files: Mapping[str, Compared]
    known: Compared | None
    fresh: Fresh | None
    replay: Replay | None
    allowed: float


@dataclass(frozen=True)
class Objection:
    """A rule of rules.yml that speaks against the candidate, and with what."""

    rule: str
    what: str


def objections(evidence: Evidence, rules: Rules) -> tuple[Objection, ...]:
    """Everything that speaks against it; nothing where it may go live."""
    together = evidence.together
    judged = together.messages if together else 0
    if together is None or judged < rules.evidence.messages:
        needed = rules.evidence.messages
        return (Objection("evidence", f"只有 {judged} 句标好的话可判，至少要 {needed} 句"),)
    found = [
        *_together(together, rules),
        *_files(evidence.files, rules),
        *_intents(together, rules),
        *_person(together, rules),
        *_wrong_answers(together, evidence.allowed, rules),
        *_answered(together, rules),
        *_known(evidence.known, rules),
        *_fresh(evidence.fresh, rules),
        *_replay(evidence.replay, rules),
    ]
    return tuple(found) or tuple(_not_better(evidence, together, rules))


def _together(all_read: Compared, rules: Rules) -> Iterator[Objection]:
    first, rule = all_read.first, rules.together
    points = -100 * first.net / all_read.messages
    chance = worse_by_chance(first)
    if first.net < 0 and (chance < rule.chance or points > rule.points):
        told = _told(first, all_read.messages, chance)
        yield Objection("together", f"全部 {all_read.messages} 句第一猜对：{told}")


def _files(files: Mapping[str, Compared], rules: Rules) -> Iterator[Objection]:
    chances = among_all({name: each.first for name, each in files.items()})
    for name, each in files.items():
        chance = chances[name]
        if -each.first.net >= rules.file.messages and chance < rules.file.chance:
            yield Objection("file", f"{name}：{_told(each.first, each.messages, chance)}")


def _intents(all_read: Compared, rules: Rules) -> Iterator[Objection]:
    rule = rules.intent
    for name, change in all_read.intents.items():
        lost = -change.first.net
        large = change.messages >= rule.needs and lost > change.messages * rule.points / 100
        noticed = large and worse_by_chance(change.first) < rule.alone
        if lost >= rule.messages and (change.chance < rule.chance or noticed):
            told = _told(change.first, change.messages, change.chance)
            yield Objection("intent", f"{intent_label(name)}（{name}）：{told}")


def _person(all_read: Compared, rules: Rules) -> Iterator[Objection]:
    person, rule = all_read.person, rules.person
    chance = worse_by_chance(person)
    if -person.net >= rule.messages and chance < rule.chance:
        what = f"该转人工的：漏掉 {person.lost} 句，新找到 {person.gained} 句"
        yield Objection("person", f"{what}（碰巧的可能 {chance:.1%}）")


def _wrong_answers(all_read: Compared, allowed: float, rules: Rules) -> Iterator[Objection]:
    more, share = all_read.wrong_of_answered, all_read.candidate.wrong_of_answered
    rule = rules.wrong_answers
    enough = more.low > 0 or more.difference * 100 > rule.points
    if share > allowed and enough and -all_read.wrongly.net >= rule.messages:
        before = all_read.live.wrong_of_answered
        yield Objection(
            "wrong_answers", f"答了的里面答错 {before:.1%} → {share:.1%}，店主只许 {allowed:.1%}"
        )


def _answered(all_read: Compared, rules: Rules) -> Iterator[Objection]:
    rightly, rule = all_read.rightly, rules.answered
    points = -100 * rightly.net / all_read.messages
    if points > rule.points and worse_by_chance(rightly) < rule.chance:
        told = f"{all_read.live.rightly_answered:.1%} → {all_read.candidate.rightly_answered:.1%}"
        yield Objection("answered", f"当场答对的变少：{told}")


def _known(known: Compared | None, rules: Rules) -> Iterator[Objection]:
    if known is None:
        return
    chance, points = worse_by_chance(known.first), -100 * known.first.net / known.messages
    if chance < rules.known.chance and points > rules.known.points:
        yield Objection("known", f"原来的例句：{_told(known.first, known.messages, chance)}")
    rule = rules.known_intent
    for name, change in known.intents.items():
        lost = -change.first.net
        enough = lost >= rule.messages and lost > change.messages * rule.points / 100
        if enough and change.chance < rule.chance:
            told = _told(change.first, change.messages, change.chance)
            yield Objection("known_intent", f"原来的例句 {intent_label(name)}（{name}）：{told}")


def _fresh(fresh: Fresh | None, rules: Rules) -> Iterator[Objection]:
    if fresh is None or fresh.messages < rules.fresh.needs:
        return
    contradicted, rule = len(fresh.contradicted), rules.fresh
    share = contradicted / fresh.messages
    chance = at_least(contradicted, fresh.messages, fresh.usual)
    if (share - fresh.usual) * 100 > rule.points and chance < rule.chance:
        yield Objection(
            "fresh",
            f"新例句 {fresh.messages} 句里有 {contradicted} 句，别的例句都说是别的意思"
            f"（{share:.1%}，平常 {fresh.usual:.1%}）：标签可能错了",
        )


def _replay(replay: Replay | None, rules: Rules) -> Iterator[Objection]:
    if replay is None:
        return
    unexplained = sum(change.unexplained for change in replay.changes)
    if unexplained >= rules.price.turns:
        yield Objection("price", f"重放聊天：{unexplained} 句读法没变，价格却变了")
    # A chat that newly ends with a person is a loss here.
    more = Flips(lost=replay.handed_over.gained, gained=replay.handed_over.lost)
    points = -100 * more.net / replay.chats
    if points > rules.hand_overs.points and worse_by_chance(more) < rules.hand_overs.chance:
        now = replay.handed_over_live - more.net
        yield Objection(
            "hand_overs",
            f"重放 {replay.chats} 场聊天，转人工 {replay.handed_over_live} → {now} 场",
        )


def _not_better(evidence: Evidence, together: Compared, rules: Rules) -> Iterator[Objection]:
    """Where nothing speaks against it, something has to speak for it."""
    held_out = evidence.files.get(REVIEWED)
    nets = [together.first.net, *([held_out.first.net] if held_out else [])]
    if max(nets) < rules.better.messages:
        yield Objection("better", f"没有更好：第一猜对 {_told(together.first, together.messages)}")


def _told(flips: Flips, messages: int, chance: float | None = None) -> str:
    told = f"{messages} 句里少对 {flips.lost} 句，多对 {flips.gained} 句"
    return told if chance is None else f"{told}（碰巧的可能 {chance:.1%}）"
