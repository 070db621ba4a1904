"""What `kf/sync_msg` brings: one page of a WeCom customer-service account's messages and events.

`origin` is 3 for the buyer, 4 for the system, 5 for a colleague in the WeCom app; messages sent
through the API do not come back.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConstrainedStr, Field, ValidationError, validator

from bot.channels.intake import SHOWN
from bot.channels.protocol import Kind, Said
from bot.channels.wechat.reading import WITHOUT_WORDS

OF_BUYER, OF_SYSTEM, OF_COLLEAGUE = 3, 4, 5
_ID = re.compile(r"[\w.\-]{1,64}", re.A)
_PRODUCT_ID = re.compile(r"[\w.\-]{1,40}", re.A)


class Id(ConstrainedStr):
    """An id of WeCom's."""

    regex = re.compile(r"[\w.\-]*\Z", re.A)
    max_length = 100


class Words(BaseModel):
    """The text of a message; `menu_id` where an entry of a menu was tapped."""

    content: str = ""
    menu_id: str = ""


class Link(BaseModel):
    """A link the buyer sent."""

    title: str = ""
    url: str = ""


class KfEvent(BaseModel):
    """Something happened in a chat; which fields there are depends on the type."""

    event_type: str
    open_kfid: Id = Id("")
    external_userid: Id = Id("")
    welcome_code: Id = Id("")
    scene_param: str = ""
    fail_msgid: str = ""
    fail_type: int = 0
    change_type: int = 0
    new_servicer_userid: str = ""

    @property
    def product(self) -> str:
        """The product whose page led here, where the link was made with its id."""
        return self.scene_param if _PRODUCT_ID.fullmatch(self.scene_param) else ""


class KfMessage(BaseModel):
    """A message or an event of the feed."""

    msgid: str
    send_time: float = 0.0
    origin: int = 0
    msgtype: str = ""
    open_kfid: Id = Id("")
    external_userid: Id = Id("")
    servicer_userid: str = ""
    text: Words = Field(default_factory=Words)
    link: Link = Field(default_factory=Link)
    event: KfEvent | None = None

    @validator("text", "link", pre=True)
    @classmethod
    def _present(cls, value: object) -> object:
        return {} if value is None else value

    @property
    def external_id(self) -> str:
        """Its id in a form that the chat log takes."""
        if _ID.fullmatch(self.msgid):
            return self.msgid
        return hashlib.sha256(self.msgid.encode()).hexdigest()

    @property
    def words(self) -> str:
        """What it says; empty for a picture and the like."""
        if self.msgtype == "link":
            return f"{self.link.title} {self.link.url}".strip()
        return self.text.content if self.msgtype == "text" else ""

    @property
    def kind(self) -> Kind:
        """What it is; a text is one that says something."""
        return "text" if self.words else WITHOUT_WORDS.get(self.msgtype, "other")

    @property
    def shown(self) -> str:
        """What a colleague's message says in the log."""
        return self.words or SHOWN[self.kind]

    def said(self, *, product: str) -> Said:
        """The buyer's message as the intake takes it."""
        tapped = bool(self.text.menu_id)
        return Said(
            type="message",
            id=self.external_id,
            text=self.words,
            kind=self.kind,
            product=product,
            tapped=tapped,
        )


class Page(BaseModel):
    """One page; `next_cursor` is where the next begins."""

    next_cursor: str = ""
    has_more: int = 0
    msg_list: list[Any] = Field(default_factory=list)

    @validator("msg_list", pre=True)
    @classmethod
    def _list(cls, value: object) -> object:
        return [] if value is None else value


def page_of(answer: Mapping[str, Any]) -> Page:
    """The page in an answer of the API; an empty one where it is none."""
    try:
        return Page.parse_obj(answer)
    except ValidationError:
        return Page()


def message_of(raw: object) -> KfMessage | None:
    """The message or event; None for one of a form not known."""
    try:
        return KfMessage.parse_obj(raw)
    except ValidationError:
        return None
