"""What the engine shows of itself: logs, metrics, traces, and whether it is ready. No Rasa."""
