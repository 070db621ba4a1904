"""Rasa as our processes see it, for tests that use parts of it."""

from __future__ import annotations

from bot.serving import rasa_fixes

rasa_fixes.prepare()
