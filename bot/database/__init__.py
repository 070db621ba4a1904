"""Where everything durable lives: one engine, one metadata, one chain of migrations."""
