"""Why a request on the webhook was not taken, as the bridge's developer reads it."""

from __future__ import annotations

from sanic.response import HTTPResponse, json

from bot.channels.limits import Refusal
from bot.errors import XiaoerError


class RefusedError(XiaoerError):
    """A request that is answered with `status` and changed nothing.

    `code` is for programs; `after_seconds` is when to send it again, None for never as it is.
    `fields` are places in the body that are wrong, without what stands there.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        hint: str,
        after_seconds: int | None = None,
        fields: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.code = code
        self.after_seconds = after_seconds
        self.fields = fields

    def response(self) -> HTTPResponse:
        """The error as JSON."""
        error = {"code": self.code, "message": self.message, "hint": self.hint}
        body = {"error": {**error, "fields": list(self.fields)} if self.fields else error}
        headers = {"Cache-Control": "no-store"}
        if self.after_seconds is not None:
            headers["Retry-After"] = str(self.after_seconds)
        return json(body, status=self.status, headers=headers)


def refused_by_intake(refusal: Refusal) -> RefusedError:
    """What the intake's refusal means to the bridge."""
    if refusal is Refusal.TOO_FAST:
        return RefusedError(
            429, refusal.value, "This buyer sends too many messages.",
            hint="Send it again, with the same id, after Retry-After seconds.", after_seconds=10,
        )  # fmt: skip
    if refusal is Refusal.TOO_MANY_WAITING:
        return RefusedError(
            429, refusal.value, "Too many messages of this buyer wait for their answers.",
            hint="Send it again, with the same id, after Retry-After seconds.", after_seconds=5,
        )  # fmt: skip
    return unsaved()


def unsaved() -> RefusedError:
    """The database is away: nothing was taken."""
    return RefusedError(
        503, Refusal.UNSAVED.value, "It could not be saved.",
        hint="Send it again, with the same id, after Retry-After seconds.", after_seconds=5,
    )  # fmt: skip
