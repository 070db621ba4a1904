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
GIVEN_BACK = "utter_given_back"
WELCOME = "utter_greeting_entered"

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
            self._say(APOLOGY) or _APOLOGY_UNWORDED,
            trace={"action": "", "reason": reason, "model": ""},
        )

    def refusal(self, refusal: Refusal) -> str:
        """The line beside a message that was not taken in."""
        worded = self._say(TOO_FAST) if refusal is Refusal.TOO_FAST else ""
        return worded or _REFUSALS[refusal]

    def given_back(self) -> str:
        """What a buyer is told when a person gave the chat back."""
        return self._say(GIVEN_BACK)

    def welcome(self, shop: str, assistant: str) -> Reply | None:
        """What is said to somebody who only opened a chat; None where it cannot be worded."""
        try:
            said = self._wording.say(WELCOME, {"shop": shop, "assistant": assistant})
        except (WordingError, OSError) as error:
            logger.error("%s cannot be said: %s", WELCOME, error)
            return None
        offered = [{"title": title, "text": title} for title in said.buttons]
        payload = {"quick_replies": offered} if offered else {}
        return Reply(said.text, payload=payload, trace={"action": "", "reason": "channel.welcome"})

    def _say(self, name: str) -> str:
        try:
            return self._wording.say(name, {}).text
        except (WordingError, OSError) as error:
            logger.error("%s cannot be said: %s", name, error)
            return ""
