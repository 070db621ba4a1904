"""What was measured as plain data: for the judgement's file, `--json` and the page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.evaluate.scores import Judged
from bot.learn.judging.comparing import Compared, Fresh
from bot.learn.judging.deciding import Evidence, Objection
from bot.learn.judging.frozen import FrozenSet
from bot.learn.judging.pairs import Pair
from bot.learn.judging.replaying import Replayed
from bot.learn.judging.turns import Change, Replay
from bot.text.masking import mask_personal

MOST_MOVED = 400


def figures_of(
    evidence: Evidence,
    against_it: Sequence[Objection],
    pairs: Sequence[Pair],
    sets: Sequence[FrozenSet],
    left_out: Sequence[str],
) -> dict[str, object]:
    """Everything as it reads from JSON; buyers' words without personal data."""
    plain: dict[str, object] = json.loads(
        json.dumps(_figures(evidence, against_it, pairs, sets, left_out))
    )
    return plain


def _figures(
    evidence: Evidence,
    against_it: Sequence[Objection],
    pairs: Sequence[Pair],
    sets: Sequence[FrozenSet],
    left_out: Sequence[str],
) -> dict[str, Any]:
    moved = [_moved(pair) for pair in pairs if pair.live.is_right != pair.candidate.is_right]
    return {
        "against_it": [asdict(objection) for objection in against_it],
        "left_out": list(left_out),
        "allowed": evidence.allowed,
        "taught": {frozen.name: frozen.taught for frozen in sets if frozen.taught},
        "together": _compared(evidence.together),
        "files": [_compared(each) for each in evidence.files.values()],
        "known": _compared(evidence.known),
        "fresh": _fresh(evidence.fresh),
        "moved": moved[:MOST_MOVED],
        "replay": _replay(evidence.replay),
    }


def _compared(found: Compared | None) -> dict[str, Any] | None:
    return None if found is None else asdict(found)


def _fresh(found: Fresh | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "messages": found.messages,
        "right": found.right,
        "usual": found.usual,
        "contradicted": [
            {
                "text": mask_personal(judged.message.text),
                "labels": ["+".join(reading) for reading in judged.message.readings],
                "read": _guess(judged),
            }
            for judged in found.contradicted
        ],
    }


def _moved(pair: Pair) -> dict[str, Any]:
    """A message that only one of the models reads rightly."""
    return {
        "source": pair.source,
        "text": mask_personal(pair.message.text),
        "labels": ["+".join(reading) for reading in pair.message.readings],
        "gained": pair.candidate.is_right,
        "live": _guess(pair.live),
        "candidate": _guess(pair.candidate),
    }


def _guess(judged: Judged) -> dict[str, Any]:
    read = judged.read
    return {"first": read.first, "confidence": round(read.confidence, 3), "band": read.band}


def _replay(found: Replay | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "chats": found.chats,
        "turns": found.turns,
        "sources": found.sources,
        "kinds": found.kinds,
        "following": found.following,
        "unexplained": sum(change.unexplained for change in found.changes),
        "handed_over": asdict(found.handed_over),
        "handed_over_live": found.handed_over_live,
        "changes": [_change(change) for change in found.changes if change.kind != "wording"],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "chat": change.chat,
        "source": change.source,
        "place": change.place,
        "said": mask_personal(change.said),
        "follows": change.follows,
        "unexplained": change.unexplained,
        "live": _turn(change.live),
        "candidate": _turn(change.candidate),
    }


def _turn(turn: Replayed) -> dict[str, Any]:
    return {
        "intent": turn.intent,
        "band": turn.band,
        "reasons": list(turn.reasons),
        "replies": [mask_personal(text) for text in turn.replies],
        "offers": list(turn.offers),
        "with_person": turn.with_person,
    }
