"""Learning from logged chats: collected, mined, reviewed by people, trained offline, judged."""
