"""What must hold of the project's own files; each check returns the faults it finds."""
