"""The decisions, pure: tables and small functions that choose and never act.

Nothing here reads a clock, a database or the network; the exchange and the delivery ask, and act.
"""
