"""What the wall shows."""
