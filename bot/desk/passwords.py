"""Passwords of the desk: argon2 hashes, checked in the same time for known and unknown logins."""

from __future__ import annotations

import secrets
from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MIN_PASSWORD_CHARS = 10
MAX_PASSWORD_CHARS = 200

_hasher = PasswordHasher()
# One check takes 64 MiB; more than a few at a time would let strangers fill the memory.
_at_once = BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The argon2id hash to keep; a password shorter than ten characters is a ValueError."""
    if not MIN_PASSWORD_CHARS <= len(password) <= MAX_PASSWORD_CHARS:
        raise ValueError(f"a password has {MIN_PASSWORD_CHARS} to {MAX_PASSWORD_CHARS} characters")
    with _at_once:
        return _hasher.hash(password)


def password_fits(stored_hash: str, password: str) -> bool:
    """Whether `password` belongs to `stored_hash`; an empty hash costs as much and never fits."""
    if len(password) > MAX_PASSWORD_CHARS:
        password = ""
    with _at_once:
        try:
            fits = _hasher.verify(stored_hash or _nobody(), password)
        except (VerificationError, InvalidHashError):
            return False
    return fits and bool(stored_hash)


def made_up_password() -> str:
    """A random password that can be read out: 20 characters in four groups."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe())
