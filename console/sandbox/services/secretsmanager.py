"""Secrets Manager: rotation of the secrets that RDS manages can be switched off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.secretsmanager.models import FakeSecret, SecretsManagerBackend

from console.sandbox.patching import wraps


@wraps(SecretsManagerBackend, "cancel_rotate_secret")
def _without_a_function(original: Callable[..., str], self: SecretsManagerBackend, secret_id: str) -> str:
    """Moto wants a rotation function, and RDS rotates its own secrets without one."""
    secret: Any = self.secrets.get(secret_id)
    managed_rotation = isinstance(secret, FakeSecret) and secret.rotation_enabled and not secret.rotation_lambda_arn
    if managed_rotation and not secret.is_deleted():
        secret.rotation_enabled = False
        return str(secret.to_short_dict())
    return original(self, secret_id)
