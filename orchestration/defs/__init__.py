"""Dagster definitions by domain: sources, warehouse, release, and when they run."""
