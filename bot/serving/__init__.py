"""How the engine's processes run: the Rasa server, the action server and what watches over them."""
