"""From reviewed examples to a candidate model."""
