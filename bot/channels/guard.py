"""The last look at what the bot is about to say: nothing taboo, no figure without a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.chats.model import Reply
from bot.speech.faults import SpeechFault, faults_in
from bot.speech.platforms import Platform
from bot.speech.taboos import TabooLists
from bot.text.masking import mask_personal

REFUSED = "guard.refused"


@dataclass(frozen=True)
class Refused:
    """A reply that is not shown to the buyer, and what is wrong with it."""

    text: str
    faults: tuple[SpeechFault, ...]

    @property
    def logged(self) -> str:
        """Codes and the words at fault for the log file, without anybody's personal data."""
        return ", ".join(f"{fault.code} {mask_personal(fault.found)}" for fault in self.faults)

    @property
    def told(self) -> Mapping[str, str]:
        """What the person who takes over reads, by label."""
        why = "；".join(f"“{fault.found}”{fault.why}" for fault in self.faults)
        return {"没发出的话": self.text, "为什么": why}


class Guard:
    """Judges replies by the lists of the platform that the shop is on."""

    def __init__(self, lists: TabooLists, platform: Callable[[], Platform]) -> None:
        self._lists = lists
        self._platform = platform

    def refused(self, replies: Sequence[Reply]) -> Refused | None:
        """The first of the replies that must not be said; None where all may."""
        rules = self._lists.of(self._platform())
        for reply in replies:
            faults = faults_in(reply.text, rules, facts=reply.trace.get("facts") or {})
            blocking = tuple(fault for fault in faults if fault.severity == "block")
            if blocking:
                return Refused(reply.text, blocking)
        return None
