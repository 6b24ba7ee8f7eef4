"""Reads that combine apps."""
