"""moto's backends as bytes and back, with what pickle alone cannot do.

The bytes come from a file that only its owner can write; pickle must never be used on anything else.
"""

from __future__ import annotations

import io
import marshal
import pickle
import threading
from collections import defaultdict
from collections.abc import Callable
from importlib import import_module
from types import FunctionType
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509 import Certificate, load_pem_x509_certificate
from moto.core.base_backend import AccountSpecificBackend, BackendDict

_OWN_ATTRIBUTES = frozenset({"backend", "service_name", "_use_boto3_regions", "_additional_regions", "_id"})
"""What every BackendDict has from its construction; further attributes are state (S3 keeps its bucket names there)."""

_PEM = serialization.Encoding.PEM


def dump_backends() -> bytes:
    """All backends that exist in this process."""
    existing: list[BackendDict[Any]] = BackendDict._instances  # type: ignore[misc]
    content = {
        _address(backends): (
            {account: dict(regions) for account, regions in dict.items(backends)},
            {name: value for name, value in vars(backends).items() if name not in _OWN_ATTRIBUTES},
        )
        for backends in existing
    }
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(content)
    return buffer.getvalue()


def load_backends(content: bytes) -> None:
    """Put the backends back where moto looks for them; raises what pickle raises."""
    for address, (accounts, attributes) in pickle.loads(content).items():  # noqa: S301 - our own file, see above
        backends: Any = _backends_at(*address)
        vars(backends).update(attributes)
        for account, regions in accounts.items():
            dict.update(backends[account], regions)


def _address(backends: BackendDict[Any]) -> tuple[str, str]:
    """Module and name under which moto holds the backends of a service."""
    module = backends.backend.__module__
    name = next(name for name, value in vars(import_module(module)).items() if value is backends)
    return module, name


def _backends_at(module: str, name: str) -> BackendDict[Any]:
    backends: BackendDict[Any] = getattr(import_module(module), name)
    return backends


def _regions_at(module: str, name: str, account: str) -> AccountSpecificBackend[Any]:
    return _backends_at(module, name)[account]


def _reduce_regions(regions: AccountSpecificBackend[Any]) -> Any:
    module = regions.backend.__module__
    held = vars(import_module(module)).items()
    name = next(name for name, value in held if isinstance(value, BackendDict) and value.backend is regions.backend)
    return _regions_at, (module, name, regions.account_id)


def _reduce_private_key(key: Any) -> Any:
    pem = key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return _private_key, (pem,)


def _private_key(pem: bytes) -> Any:
    return serialization.load_pem_private_key(pem, None)


def _reduce_public_key(key: Any) -> Any:
    return _public_key, (key.public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo),)


def _public_key(pem: bytes) -> Any:
    return serialization.load_pem_public_key(pem)


def _reduce_certificate(certificate: Certificate) -> Any:
    return _certificate, (certificate.public_bytes(_PEM),)


def _certificate(pem: bytes) -> Certificate:
    return load_pem_x509_certificate(pem)


def _reduce_defaultdict(value: defaultdict[Any, Any]) -> Any:
    """A subclass may have a constructor of its own, which pickle would call with the wrong arguments (SSM)."""
    if type(value) is defaultdict:
        return NotImplemented
    return _defaultdict, (type(value), value.default_factory), vars(value), None, iter(value.items())


def _defaultdict(kind: type[Any], factory: Any) -> Any:
    value = kind.__new__(kind)  # type: ignore[call-overload]
    value.default_factory = factory
    return value


def _reduce_function(function: FunctionType) -> Any:
    """A lambda inside of a method, such as `defaultdict(lambda: defaultdict(dict))`, has no name to be found under."""
    if "<locals>" not in function.__qualname__ or function.__closure__:
        return NotImplemented
    return _function, (function.__module__, marshal.dumps(function.__code__))


def _function(module: str, code: bytes) -> FunctionType:
    return FunctionType(marshal.loads(code), vars(import_module(module)))  # noqa: S302 - our own file, see above


_REDUCERS: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (BackendDict, lambda backends: (_backends_at, _address(backends))),
    (AccountSpecificBackend, _reduce_regions),
    (defaultdict, _reduce_defaultdict),
    (FunctionType, _reduce_function),
    (type(threading.Lock()), lambda _lock: (threading.Lock, ())),
    (type(threading.RLock()), lambda _lock: (threading.RLock, ())),
    (Certificate, _reduce_certificate),
    ((rsa.RSAPrivateKey, ec.EllipticCurvePrivateKey, ed25519.Ed25519PrivateKey), _reduce_private_key),
    ((rsa.RSAPublicKey, ec.EllipticCurvePublicKey, ed25519.Ed25519PublicKey), _reduce_public_key),
)


class _Pickler(pickle.Pickler):
    """Knows the few kinds of objects in moto that do not pickle by themselves."""

    def reducer_override(self, value: Any) -> Any:
        for kinds, reduce in _REDUCERS:
            if isinstance(value, kinds):
                return reduce(value)
        return NotImplemented
