"""Why an Auto Scaling group did what it did, in words: read from the causes and messages that AWS gives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from console.domain.asg import Activity


@dataclass(frozen=True, slots=True)
class ActivityCause:
    """What was behind an activity, and what helps where it failed."""

    words: str
    hint: str = ""


_CAUSES = (
    (r"instance refresh", "An instance refresh replaced it."),
    (r"elb (system )?health check failure|ELB health check", "The load balancer found it unhealthy."),
    (r"EC2 (instance status|health) check|health check", "EC2 found it unhealthy."),
    (r"monitor alarm|policy .* changing the desired|triggered policy", "A scaling policy changed the capacity."),
    (r"scheduled (action|update)", "A scheduled action changed the capacity."),
    (r"user request (update|explicitly)|user request .*capacity|difference between desired and actual",
     "The desired capacity was changed."),
    (r"user request", "Somebody asked for it."),
    (r"rebalanc", "Zones were balanced."),
    (r"Spot", "AWS took a Spot instance back."),
)  # fmt: skip
_FAILURES = (
    (r"insufficient capacity|InsufficientInstanceCapacity", "AWS has no capacity for this type here now.",
     "Wait, or allow more types or zones."),
    (r"VcpuLimitExceeded|vCPU limit|quota|InstanceLimitExceeded", "The account's quota of vCPUs is used up.",
     "Ask for a higher quota, or stop other instances."),
    (r"AMI.*(not exist|invalid|not available)|InvalidAMIID|image id", "The image of the launch template is not there.",
     "Set the image variable to one that is there, and apply."),
    (r"UnauthorizedOperation|not authorized|AccessDenied|KMS", "The group's role may not do that.",
     "Look at the role and at the key that encrypts the volumes."),
    (r"InvalidGroup|security group", "A security group of the launch template is not there.", "Plan the environment."),
    (r"subnet|free addresses|InsufficientFreeAddresses", "The subnet is not there, or has no free address.",
     "Look at the subnets, and plan the environment."),
    (r"key pair", "The key pair is not there.", "Set the key variable to one that is there, and apply."),
)  # fmt: skip


_DEEDS = (
    (r"Launching a new EC2 instance: (\S+)", r"starts \1"),
    (r"Terminating EC2 instance: (\S+)", r"ends \1"),
    (r"Launching a new EC2 instance\.?.*", "could not start one"),
)


def deed_of(activity: Activity) -> str:
    """`starts i-0123`: what it did, shorter than AWS says it."""
    for pattern, words in _DEEDS:
        if found := re.match(pattern, activity.description):
            return found.expand(words)
    return activity.description


def cause_of(activity: Activity) -> ActivityCause:
    """In words; where it cannot be told, AWS's own."""
    if activity.failed:
        for pattern, words, hint in _FAILURES:
            if re.search(pattern, activity.message, re.IGNORECASE):
                return ActivityCause(words, hint)
        return ActivityCause(activity.message or "AWS gives no reason.")
    for pattern, words in _CAUSES:
        if re.search(pattern, activity.cause, re.IGNORECASE):
            return ActivityCause(words)
    return ActivityCause(activity.cause)
