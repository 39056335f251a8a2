"""Wires the rooms together: Dagster assets, checks, schedule, sensor, and the command line.

Belongs here: what runs after what, where things lie, what is told to whom. Not here: parsing, SQL,
HTML, or any number.
"""
