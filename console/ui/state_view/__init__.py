"""The state of an environment as a tree, its resources in full, and the questions before it is changed."""
