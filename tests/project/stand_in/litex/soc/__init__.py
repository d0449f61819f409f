"""A stand-in for LiteX."""
