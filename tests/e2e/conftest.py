"""Headless Chromium for every browser test."""

from tests.e2e.browser import chromium, no_window_is_left

__all__ = ["chromium", "no_window_is_left"]
