"""One file a screen, each beside its .tcss."""
