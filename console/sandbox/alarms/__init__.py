"""Alarms of the simulated CloudWatch that are evaluated: metric, metric math and composite ones, and what they set off.

moto keeps alarms in the state in which they were created.
"""
