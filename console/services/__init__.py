"""What an operator can do, without a widget."""
