"""One module a fix to Rasa; `bot.serving.rasa_fixes` applies them all."""
