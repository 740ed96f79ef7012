"""The steps that turn the demo's material into rows, each through the services and once only.

A step is a module with `is_built()` and `build(report)`; `steps.STEPS` names them in order. A step runs
in one transaction, so that it is there as a whole or not at all, and a second run finds it built.
"""
