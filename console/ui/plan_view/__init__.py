"""A plan as an operator reviews it: the tree of changes, their attributes, what guards and outputs say."""
