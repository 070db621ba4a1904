"""Where buyers come in: each channel cleans, logs and acknowledges before Rasa sees a word."""
