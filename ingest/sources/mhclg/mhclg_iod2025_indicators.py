"""Underlying indicators of the Indices of Deprivation. See `ingest.indices`."""

from ingest.indices import parse_indicators as parse

__all__ = ["parse"]
