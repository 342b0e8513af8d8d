"""infra-console: from a preset to a running, watched, reversible AWS environment."""

__version__ = "0.1.0"
