"""Brings the buckets' best together: nothing twice, clusters named, in the order of their worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.learn.mining.clusters import Cluster, clusters_of
from bot.learn.mining.likeness import Likeness, nearest
from bot.learn.mining.ordering import ordered, without_near_duplicates
from bot.learn.mining.reader import Reader
from bot.learn.mining.settled import Decided
from bot.learn.mining.sifting import Sifted
from bot.learn.review.model import Candidate
from bot.text.masking import mask_personal

# How likely a cluster that is read as nothing of the shop's is its business after all.
NEW_TOPIC = 0.2
LEAST_MESSAGES = 5
MISFITS_CLUSTERED = 4000
LIKE_FROM = 0.3
# What is as like one of our own examples as this belongs to its intent.
KNOWN_FROM = 0.6


@dataclass(frozen=True)
class Found:
    """A question to ask, and in which cluster it is, if in any."""

    candidate: Candidate
    cluster: Cluster | None


def combined(
    questions: Sequence[Sifted], reader: Reader, *, decided: Sequence[Decided], top: int
) -> tuple[Found, ...]:
    """What to ask, the best first, no more than `top`."""
    known = {each.key for each in decided}
    asked = sorted((each for each in questions if each.key not in known), key=lambda q: q.key)
    if not asked:
        return ()
    settled = [each for each in decided if each.text and each.meant]
    own = reader.examples
    likeness = Likeness([said for _, said, _ in own], [each.said for each in asked])
    taught_rows = likeness.rows([said for _, said, _ in own])
    clusters = _clusters(asked, likeness, taught_rows)
    asked = _with_clusters(asked, clusters)
    asked = [each for each in asked if each.at_stake > 0]
    merged = without_near_duplicates(asked, likeness.rows([each.said for each in asked]))
    rows = likeness.rows([each.said for each in merged])
    taught = [(each.meant, likeness.rows([reader.masked(each.text)])) for each in settled]
    best = ordered(merged, rows, decided=taught, limit=top)
    at, likely = nearest(likeness.rows([each.said for each, _ in best]), taught_rows)
    inside = {key: cluster for cluster in clusters for key in cluster.keys}
    found = []
    for (each, gain), nearest_at, like in zip(best, at.tolist(), likely.tolist(), strict=True):
        evidence = dict(each.evidence)
        if own and like >= LIKE_FROM:
            text, _, intent = own[nearest_at]
            evidence.update(like=text, like_intent=intent, likeness=round(like, 3))
        cluster = inside.get(each.key)
        found.append(Found(_candidate(each, gain, evidence, cluster), cluster))
    return tuple(found)


def _clusters(questions: Sequence[Sifted], likeness: Likeness, taught: Any) -> list[Cluster]:
    """Clusters of what fits no intent and is like none of our own examples either."""
    misfits = sorted((each for each in questions if each.misfit), key=lambda q: (-q.count, q.key))
    misfits = misfits[:MISFITS_CLUSTERED]
    _, likely = nearest(likeness.rows([each.said for each in misfits]), taught)
    strange = [each for each, like in zip(misfits, likely, strict=True) if like < KNOWN_FROM]
    found = clusters_of(strange, likeness)
    return [cluster for cluster in found if cluster.messages >= LEAST_MESSAGES]


def _with_clusters(questions: Sequence[Sifted], clusters: Sequence[Cluster]) -> list[Sifted]:
    """Members with their signal; the typical one stands for the whole cluster's messages."""
    inside = {key: cluster for cluster in clusters for key in cluster.keys}
    weekly: dict[str, float] = {}
    for each in questions:
        if each.key in inside:
            name = inside[each.key].name
            weekly[name] = weekly.get(name, 0.0) + each.weekly
    changed = []
    for each in questions:
        cluster = inside.get(each.key)
        if cluster is not None:
            signals = {**each.signals, "new_cluster": each.count}
            at_stake = each.at_stake
            if each.key == cluster.typical:
                at_stake = max(at_stake, NEW_TOPIC * weekly[cluster.name])
            each = replace(each, signals=signals, at_stake=at_stake)
        changed.append(each)
    return changed


def _candidate(
    each: Sifted, gain: float, evidence: Mapping[str, object], cluster: Cluster | None
) -> Candidate:
    """As it is offered; masked once more, for a log may have been written by another version."""
    return Candidate(
        key=each.key,
        text=mask_personal(each.text),
        count=each.count,
        signals=each.signals,
        suggested=each.suggested,
        confidence=round(each.confidence, 4),
        gain=round(gain, 4),
        before=mask_personal(each.before),
        samples=tuple((mask_personal(text), mask_personal(said)) for text, said in each.samples),
        ranking=tuple((name, round(likely, 4)) for name, likely in each.ranking),
        evidence={**evidence, "weekly": round(each.weekly, 2), "wrong": round(each.wrong, 4)},
        cluster=cluster.name if cluster else "",
        buyers=each.buyers,
        message_ids=each.message_ids,
    )
