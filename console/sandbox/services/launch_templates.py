"""EC2 launch templates: data without the template's own tags, and versions that instances can be started from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.models.launch_templates import LaunchTemplateVersion
from moto.ec2.utils import parse_user_data

from console.sandbox.patching import wraps


@wraps(LaunchTemplateVersion, "__init__")
def _as_it_was_asked_for(
    original: Callable[..., None],
    self: LaunchTemplateVersion,
    template: Any,
    number: int,
    data: dict[str, Any],
    *args: Any,
    **settings: Any,
) -> None:
    """moto copies the template's tags into the data, and starts nothing from a version after the first."""
    data = dict(data)
    tags = [tags for tags in data.get("TagSpecifications", []) if tags.get("ResourceType") != "launch-template"]
    if tags:
        data["TagSpecifications"] = tags
    else:
        data.pop("TagSpecifications", None)
    # The first version is read into moto's own kind of text; later ones stay plain, which it asserts against.
    if isinstance(data.get("UserData"), str):
        data["UserData"] = parse_user_data(data["UserData"])
    original(self, template, number, data, *args, **settings)
