"""The metrics that AWS would make for what stands in the sandbox, one namespace a file.

Each file has `add_series(sheet, account, region)`, which `console.sandbox.metrics.catalog` calls.
"""
