"""How the engine words what was decided."""
