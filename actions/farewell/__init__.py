"""Topic farewell: thanks, goodbye, let me think."""
