"""The shop's wording, read live from `replies.yml` of every topic.

The files have the shape of Rasa's `responses:` so that any Rasa tool reads them. They are read
again when one changes: new wording needs neither training nor a restart.
"""

from __future__ import annotations

import logging
import re
import string
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.errors import XiaoerError

logger = logging.getLogger(__name__)

RECHECK_SECONDS = 1.0
_ADDRESS = re.compile("^(?:好的|好嘞|嗯嗯|没问题|可以的)?亲[，～、！]|^(?:好的|好嘞|嗯嗯)[，～]")


class WordingError(XiaoerError):
    """A reply is missing, or does not fit the facts it is given."""


@dataclass(frozen=True)
class Variant:
    """One way of wording a reply, with the titles of its quick replies."""

    text: str
    buttons: tuple[str, ...] = ()

    @property
    def placeholders(self) -> frozenset[str]:
        """Names of the facts it needs."""
        texts = (self.text, *self.buttons)
        return frozenset(name for text in texts for name in placeholders(text))


@dataclass(frozen=True)
class Said:
    """A reply worded: `variant` is which one, to avoid it the next time."""

    text: str
    variant: int
    buttons: tuple[str, ...] = field(default=())


class Wording:
    """Every reply under `folder`, by name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._checked_at = float("-inf")
        self._replies: dict[str, tuple[Variant, ...]] = {}
        self._reading = threading.Lock()

    def say(self, name: str, facts: Mapping[str, Any], *, avoid: int | None = None) -> Said:
        """Word the reply `name`; `avoid` is the variant said last, skipped if there is another.

        Raises WordingError for an unknown name or a fact that is missing.
        """
        variants = self.replies().get(name)
        if not variants:
            raise WordingError(
                f"No wording is called {name}.", hint=f"Add it to a replies.yml in {self._folder}."
            )
        chosen = 0 if avoid is None else (avoid + 1) % len(variants)
        variant = variants[chosen]
        try:
            text = variant.text.format_map(facts)
            buttons = tuple(button.format_map(facts) for button in variant.buttons)
        except KeyError as error:
            raise WordingError(
                f"{name} asks for {error}, which the rule does not give.",
                hint=f"It may use: {', '.join(sorted(facts)) or 'no facts'}.",
            ) from error
        return Said(text, chosen, buttons)

    def replies(self) -> dict[str, tuple[Variant, ...]]:
        """Every reply by name, read again where a file has changed."""
        if time.monotonic() - self._checked_at < RECHECK_SECONDS:
            return self._replies
        # Who comes while the files are read again has the old ones; the first read is waited for.
        if self._reading.acquire(blocking=not self._replies):
            try:
                self._look_again()
            finally:
                self._reading.release()
        return self._replies

    def _look_again(self) -> None:
        if time.monotonic() - self._checked_at < RECHECK_SECONDS:
            return
        try:
            files = sorted(self._folder.glob("*/replies.yml"))
            stamp = tuple((str(path), path.stat().st_mtime_ns) for path in files)
            if stamp != self._stamp:
                self._stamp = stamp
                self._read(files)
        finally:
            self._checked_at = time.monotonic()

    def _read(self, files: list[Path]) -> None:
        """Take the files over; where one is faulty, what was said before stays in use."""
        try:
            self._replies = read_replies(files)
        except WordingError as error:
            if not self._replies:
                raise
            logger.error("The wording stays as it was: %s", error)


def read_replies(files: list[Path]) -> dict[str, tuple[Variant, ...]]:
    """Replies by name; raises WordingError naming the file that cannot be used."""
    found: dict[str, tuple[Variant, ...]] = {}
    for path in files:
        try:
            content = YAML(typ="safe").load(path)
        except YAMLError as error:
            raise WordingError(f"{path} is not YAML: {error}", hint="Correct the file.") from error
        for name, variants in ((content or {}).get("responses") or {}).items():
            if name in found:
                raise WordingError(f"{name} is worded twice, the second time in {path}.")
            found[name] = tuple(
                Variant(
                    text=str(variant["text"]).strip(),
                    buttons=tuple(str(button["title"]) for button in variant.get("buttons", ())),
                )
                for variant in variants
            )
    return found


def without_address(text: str) -> str:
    """The text without 亲 and the like in front: of the parts of a reply only the first has it."""
    rest = _ADDRESS.sub("", text)
    return rest if rest.strip() else text


def placeholders(text: str) -> frozenset[str]:
    """Names between braces in `text`."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
