"""Questions under review: offered by mining, answered by people, read by retraining."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, delete, exists, select, update
from sqlalchemy.orm import Session

from bot.learn.review.meaning import meaning_of, wording_of
from bot.learn.review.model import Candidate, Item, Verdict, Word
from bot.learn.review.refusals import ReviewRefusedError
from bot.learn.review.rows import emptied, in_force, is_held_out, item_of, values_of
from bot.learn.review.settling import TEACHES, outcome_of
from bot.learn.tables import ReviewItemRow, ReviewWordRow
from bot.settings import SHOP_TIMEZONE

_AT_ONCE = 500
_PLAIN = {"synchronize_session": False}
_ITEMS = ReviewItemRow.__table__


@dataclass(frozen=True)
class Offered:
    """What became of offers: asked now, asked already, and settled before."""

    new: int
    updated: int
    settled_before: int


class Reviews:
    """Reads and writes inside the caller's transaction; `wanted` people have to agree."""

    def __init__(self, session: Session, *, wanted: int = 1) -> None:
        self._session = session
        self._wanted = wanted

    def offer(self, candidates: Iterable[Candidate], *, at: datetime) -> Offered:
        """Ask about these questions; one that is asked already gets the new counts.

        What is settled stays so; what was forgotten is asked anew, for others said it too.
        """
        by_key = {candidate.key: candidate for candidate in candidates}
        known = self._known(list(by_key))
        added, updated, settled = [], [], 0
        for key, candidate in by_key.items():
            values = values_of(candidate, at=at)
            if key not in known:
                added.append({"key": key, "held_out": int(is_held_out(key)), **values})
                continue
            item_id, status = known[key]
            if status == "settled":
                settled += 1
                values = {"count": candidate.count}
            elif status == "gone":
                values["status"] = "open"
            updated.append({"id": item_id, **values})
        self._session.bulk_insert_mappings(ReviewItemRow, added)
        # One statement for rows that change the same columns.
        self._session.bulk_update_mappings(ReviewItemRow, sorted(updated, key=len))
        self._session.expire_all()
        return Offered(len(added), len(updated) - settled, settled)

    def open(
        self,
        *,
        login: str,
        limit: int,
        signal: str = "",
        cluster: str = "",
        without: Collection[int] = (),
    ) -> tuple[Item, ...]:
        """What `login` has not answered yet, the highest gain first; not the items `without`.

        signal, cluster: only what is asked for that reason, or belongs there. What two people
        differ on is asked of a third.
        """
        found: list[tuple[float, int]] = []
        for status in ("open", "disputed"):
            wanted = select(ReviewItemRow.gain, ReviewItemRow.id).where(
                ReviewItemRow.status == status, ~_answered_by(login)
            )
            if signal:
                wanted = wanted.where(ReviewItemRow.signals[signal].as_integer() > 0)
            if cluster:
                wanted = wanted.where(ReviewItemRow.cluster == cluster)
            if without:
                wanted = wanted.where(ReviewItemRow.id.notin_(list(without)))
            wanted = wanted.order_by(ReviewItemRow.gain.desc(), ReviewItemRow.id.desc())
            found += [tuple(row) for row in self._session.execute(wanted.limit(limit))]
        return self.items([item_id for _, item_id in sorted(found, reverse=True)[:limit]])

    def get(self, item_id: int) -> Item | None:
        """The item of this id."""
        return next(iter(self.items([item_id])), None)

    def items(self, item_ids: Sequence[int]) -> tuple[Item, ...]:
        """The items of these ids, in their order."""
        rows: dict[int, ReviewItemRow] = {}
        for start in range(0, len(item_ids), _AT_ONCE):
            some = item_ids[start : start + _AT_ONCE]
            wanted = select(ReviewItemRow).where(ReviewItemRow.id.in_(some))
            found = self._session.scalars(wanted.execution_options(populate_existing=True))
            rows.update((row.id, row) for row in found)
        words = self._words(list(rows))
        there = [item_id for item_id in item_ids if item_id in rows]
        return tuple(item_of(rows[item_id], words.get(item_id, ())) for item_id in there)

    def disputed(self, *, limit: int = 100) -> tuple[Item, ...]:
        """What two people differ on, the highest gain first."""
        wanted = select(ReviewItemRow.id).where(ReviewItemRow.status == "disputed")
        wanted = wanted.order_by(ReviewItemRow.gain.desc()).limit(limit)
        return self.items(list(self._session.scalars(wanted)))

    def say(
        self,
        item_id: int,
        *,
        login: str,
        verdict: Verdict,
        meant: str = "",
        wording: str = "",
        at: datetime,
        decides: bool = False,
    ) -> Item:
        """Keep what `login` says of an item, and settle it where that is enough.

        `decides`: the owner's word, which settles what others differ on. Raises
        ReviewRefusedError.
        """
        item = self._held(item_id)
        if item.batch:
            raise ReviewRefusedError("learnt")
        if item.status == "gone" or not item.candidate.text:
            raise ReviewRefusedError("gone")
        self._session.add(
            ReviewWordRow(
                item_id=item_id,
                login=login,
                verdict=verdict,
                meant=meaning_of(item, verdict, meant),
                wording=wording_of(wording) if verdict == "wording" else "",
                at=at,
                decides=int(decides and item.status == "disputed"),
            )
        )
        self._session.flush()
        return self._settle(item, at=at)

    def undo(self, *, login: str, at: datetime) -> Item | None:
        """Take back the last word that `login` said today; None where there is none.

        The item is open again unless others' words settle it. What was called sensitive has lost
        its text and waits to be mined again. Raises ReviewRefusedError where it was learnt from.
        """
        day = at.astimezone(SHOP_TIMEZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        wanted = select(ReviewWordRow).where(
            ReviewWordRow.login == login,
            ReviewWordRow.taken_back_at.is_(None),
            ReviewWordRow.at >= day,
        )
        row = self._session.scalar(wanted.order_by(ReviewWordRow.id.desc()).limit(1))
        if row is None:
            return None
        item = self._held(row.item_id)
        if item.batch:
            raise ReviewRefusedError("learnt")
        row.taken_back_at = at
        self._session.flush()
        return self._settle(item, at=at)

    def to_learn(self) -> tuple[Item, ...]:
        """What is settled, teaches something, is not held out and was not learnt yet."""
        return self._settled(ReviewItemRow.held_out == 0, ReviewItemRow.batch == "")

    def held_out(self) -> tuple[Item, ...]:
        """Settled questions that measure and are never trained on."""
        return self._settled(ReviewItemRow.held_out == 1)

    def learnt(self, item_ids: Sequence[int], *, batch: str) -> None:
        """Note that these were learnt in `batch`."""
        for start in range(0, len(item_ids), _AT_ONCE):
            some = item_ids[start : start + _AT_ONCE]
            self._change(_ITEMS.c.id.in_(some), {"batch": batch})

    def forget(self, buyer_tag: str) -> int:
        """Forget what this buyer said; returns how many questions they had said.

        A settled question that others said too keeps its meaning, and nothing but one wording.
        Any other is emptied, until mining finds it in others' words.
        """
        listed = cast(ReviewItemRow.buyers, String).contains(f'"{buyer_tag}"', autoescape=True)
        rows = list(self._session.scalars(select(ReviewItemRow).where(listed)))
        for row in rows:
            others = [tag for tag in row.buyers if tag != buyer_tag]
            if others and row.status == "settled":
                row.before, row.samples, row.message_ids = "", [], []
                row.buyers = others
                continue
            for name, value in emptied(row.evidence).items():
                setattr(row, name, value)
            row.status, row.verdict, row.meant = "gone", "", ""
            words = delete(ReviewWordRow.__table__).where(ReviewWordRow.item_id == row.id)
            self._session.execute(words)
        self._session.flush()
        return len(rows)

    def _known(self, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
        found: dict[str, tuple[int, str]] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            wanted = select(ReviewItemRow.key, ReviewItemRow.id, ReviewItemRow.status)
            # Held first: what is called sensitive meanwhile must not get its text back.
            self._change(_ITEMS.c.key.in_(some), {"status": _ITEMS.c.status})
            for key, *rest in self._session.execute(wanted.where(ReviewItemRow.key.in_(some))):
                found[key] = (rest[0], rest[1])
        return found

    def _held(self, item_id: int) -> Item:
        """The item, kept from others until the transaction ends."""
        self._change(_ITEMS.c.id == item_id, {"status": _ITEMS.c.status})
        item = self.get(item_id)
        if item is None:
            raise ReviewRefusedError("no_item")
        return item

    def _settle(self, item: Item, *, at: datetime) -> Item:
        """Bring the item's status up to date with what is said of it now."""
        words = self._words([item.id]).get(item.id, ())
        outcome = outcome_of(words, wanted=self._wanted)
        values: dict[str, Any] = {
            "status": outcome.status,
            "verdict": outcome.verdict,
            "meant": outcome.meant,
            "settled_at": at if outcome.status == "settled" else None,
        }
        if outcome.verdict == "sensitive":
            values.update(emptied(item.candidate.evidence))
            self._forget_words(item.id)
        elif not item.candidate.text:
            values.update(status="gone", verdict="", meant="", settled_at=None)
        self._change(_ITEMS.c.id == item.id, values)
        changed = self.get(item.id)
        if changed is None:
            raise ReviewRefusedError("no_item")
        return changed

    def _settled(self, *more: Any) -> tuple[Item, ...]:
        wanted = select(ReviewItemRow.id).where(
            ReviewItemRow.status == "settled", ReviewItemRow.verdict.in_(TEACHES), *more
        )
        return self.items(list(self._session.scalars(wanted.order_by(ReviewItemRow.id))))

    def _words(self, item_ids: Sequence[int]) -> Mapping[int, tuple[Word, ...]]:
        rows: dict[int, list[ReviewWordRow]] = {}
        for start in range(0, len(item_ids), _AT_ONCE):
            wanted = select(ReviewWordRow).where(
                ReviewWordRow.item_id.in_(item_ids[start : start + _AT_ONCE]),
                ReviewWordRow.taken_back_at.is_(None),
            )
            for row in self._session.scalars(wanted.execution_options(populate_existing=True)):
                rows.setdefault(row.item_id, []).append(row)
        return {item_id: in_force(said) for item_id, said in rows.items()}

    def _forget_words(self, item_id: int) -> None:
        wordings = update(ReviewWordRow.__table__).where(ReviewWordRow.item_id == item_id)
        self._session.execute(wordings.values(wording="").execution_options(**_PLAIN))

    def _change(self, which: Any, values: Mapping[str, Any]) -> None:
        self._session.execute(update(_ITEMS).where(which).values(**values))


def _answered_by(login: str) -> Any:
    return exists().where(
        ReviewWordRow.item_id == ReviewItemRow.id,
        ReviewWordRow.login == login,
        ReviewWordRow.taken_back_at.is_(None),
    )
