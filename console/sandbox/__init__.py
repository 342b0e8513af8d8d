"""The embedded simulated AWS: moto in a process of its own, with what moto lacks filled in.

`control` starts, stops and asks about the process and is all that the rest of the console imports. Everything that
imports moto lives behind `server` and is loaded only inside that process.
"""
