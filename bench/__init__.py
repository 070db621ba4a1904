"""Measures the engine against a stock Rasa project; see docs/benchmarks.md."""
