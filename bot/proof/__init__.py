"""Proof that stands alone: signed statements that anybody can verify without asking us.

It knows keys, badges and lots; no database, no network, no words for people.
"""
