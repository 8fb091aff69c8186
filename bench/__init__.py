"""
What Fourline costs, measured beside its peers and beside the floor.

``make bench`` runs :mod:`bench.__main__`: servers on one core, load on another, everything compared within one run.
Wall time is noise on shared machines, so the CPU time of the server's own threads is the first figure. The load (two
small programs in C, :mod:`bench.load`) receives and checks every message of every connection.
"""
