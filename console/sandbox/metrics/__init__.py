"""The metrics of the simulated AWS: what was put, what is made up for the resources that stand, and how it is asked.

Nothing of the made-up metrics is stored: a value is computed from its time, the history of the load dial, of the faults
and of the capacity, and a seed. So they cost nothing until they are asked for, and are the same after a restart.
"""
