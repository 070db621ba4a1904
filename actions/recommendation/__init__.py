"""Topic recommendation: which one suits me, and bare answers to questions of ours."""
