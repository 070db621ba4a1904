"""What the channel itself has to say: the owner's wording, and a last resort where it fails."""

from __future__ import annotations

import logging

from bot.channels.limits import Refusal
from bot.chats.model import Reply
from bot.dialogue.wording import Wording, WordingError

logger = logging.getLogger(__name__)

TROUBLE = "engine_trouble"
APOLOGY = "utter_engine_trouble"
TOO_FAST = "utter_too_fast"

# Said only when the wording cannot be read: silence would be worse.
_APOLOGY_UNWORDED = "抱歉，我这边出了点小状况，已经请人工客服来帮您，请稍等～"
_REFUSALS = {
    Refusal.TOO_FAST: "发得有点快，请稍等几秒再发～",
    Refusal.TOO_MANY_WAITING: "前面的消息还在回复，请稍等一下再发～",
    Refusal.UNREADABLE: "这条消息没有发出去，请刷新页面再试一次～",
    Refusal.UNSAVED: "消息暂时没有保存成功，请稍后重发～",
}


class ChannelWords:
    """Words the few things no turn of the dialogue says."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def apology(self, reason: str = TROUBLE) -> Reply:
        """The reply to a message that the engine could not answer, for this reason."""
        return Reply(
            self._say(APOLOGY) or _APOLOGY_UNWORDED, trace={"action": "", "reason": reason}
        )

    def refusal(self, refusal: Refusal) -> str:
        """The line beside a message that was not taken in."""
        worded = self._say(TOO_FAST) if refusal is Refusal.TOO_FAST else ""
        return worded or _REFUSALS[refusal]

    def _say(self, name: str) -> str:
        try:
            return self._wording.say(name, {}).text
        except (WordingError, OSError) as error:
            logger.error("%s cannot be said: %s", name, error)
            return ""
