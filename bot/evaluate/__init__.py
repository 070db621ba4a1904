"""How well messages are understood: reading labelled files, scoring, and showing the scores."""
