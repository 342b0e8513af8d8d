"""What the logs screen is made of."""
