"""Understanding a buyer's message: thin Rasa components over bot.text and the catalogue."""
