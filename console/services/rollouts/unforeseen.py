"""A fault of the console itself in a rollout: one sentence for the record, without what the exception says."""

from __future__ import annotations

CHECK = "console"
"""The name of the evidence that tells of one."""


def unforeseen(error: Exception, doing: str) -> str:
    """What failed and where, without a full stop. The exception's own words may hold what is to be kept nowhere."""
    where, trace = "", error.__traceback__
    while trace is not None:
        module = str(trace.tb_frame.f_globals.get("__name__", ""))
        if module.startswith(("console.", "screens.")):
            where = f" in {module}, line {trace.tb_lineno}"
        trace = trace.tb_next
    return f"{doing} met a fault of infra-console itself ({type(error).__name__}{where})"
