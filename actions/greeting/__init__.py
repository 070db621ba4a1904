"""Topic greeting: hello, by the hour and by what is in view."""
