"""For every test: property tests that try the same examples on every machine, however slow it is."""

from hypothesis import settings

settings.register_profile("deterministic", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("deterministic")
