"""Slow proofs that a test suite has no time for: each kills or starves something and counts what was lost.

`make drill NAME=kill_web` runs one; every drill is bounded, prints its own figure and fails when a promise
is broken. They work in a folder of their own and end only the processes that they started.
"""
