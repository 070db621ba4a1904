"""The one family of errors: each says what went wrong and what the operator can do about it."""

from __future__ import annotations


class XiaoerError(Exception):
    """Base of every error of ours.

    `message` says what is wrong, `hint` what to do next; a buyer never sees either.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class ConfigurationError(XiaoerError):
    """A setting is missing or cannot be used."""


class ShopDataError(XiaoerError):
    """The shop's own files hold something that cannot be taken in."""


class EngineError(XiaoerError):
    """A process of the engine cannot start, answer or be reached."""


class EvaluationError(XiaoerError):
    """A labelled file cannot be used, or there is no model to measure."""
