"""AWS/S3: size and number of objects of each bucket, once a day."""

from __future__ import annotations

from functools import partial
from zlib import crc32

from moto.s3.models import s3_backends

from console.sandbox.metrics.signals import DAY, Moment, Sheet, chance

NAMESPACE = "AWS/S3"
_GIB = 1024.0**3
_OBJECT_BYTES = 180_000.0


def add_series(sheet: Sheet, account: str, region: str) -> None:
    """The series of every bucket of the region: what is in it, and more that is made up."""
    for name, bucket in s3_backends[account]["aws"].buckets.items():
        if (bucket.region_name or region) != region:
            continue
        seed, kept = crc32(name.encode()), float(bucket.keys.item_size())
        size = {"BucketName": name, "StorageType": "StandardStorage"}
        count = {"BucketName": name, "StorageType": "AllStorageTypes"}
        sheet.add(NAMESPACE, "BucketSizeBytes", size, "Bytes", partial(_size, seed, kept, 1.0), DAY)
        sheet.add(NAMESPACE, "NumberOfObjects", count, "Count", partial(_size, seed, kept, _OBJECT_BYTES), DAY)


def _size(seed: int, kept: float, of: float, moment: Moment, wobble: float) -> float:
    """A size that grows by a little each day, in units of so many bytes; one value a day and not one a minute."""
    day = moment.at // DAY % 1000
    made_up = (0.4 + 2.2 * chance(seed, 0)) * _GIB * (1 + 0.002 * day + 0.0004 * wobble)
    return float(int((kept + made_up) / of))
