"""Headless Chromium for every browser test."""

from tests.e2e.browser import chromium

__all__ = ["chromium"]
