"""Study sessions: server time, one lease a person, half-open intervals that never overlap.

No figure that a browser sends is ever credited: a beat says only "still here, visible, active, at this
place of the video"; what is credited is the time between two accepted beats on the server's clock.
"""
