"""What a plan costs: the table by resource and the line against the budget."""
