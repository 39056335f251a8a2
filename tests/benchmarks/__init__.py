"""Measurements that are read by people; nothing here passes or fails on a clock."""
