"""
Fourline: play Connect Four with somebody else over the web, by a link.

The layers, what each may import and what it never does are in ``docs/architecture.md``.
"""

__version__ = "0.1.0"
