"""
``fourline bench``: rooms that play and spectators that watch, on a server that its operator wants to know about.

A client like any other: everything goes over the wire, nothing of the server is imported. It counts what it sends and
what comes back, and knows from the numbers of the events if anything was lost.
"""
