"""A candidate model against the live one."""
