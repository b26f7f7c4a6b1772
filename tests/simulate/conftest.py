"""The PostgreSQL of these tests."""

from tests.databases import postgres

__all__ = ["postgres"]
