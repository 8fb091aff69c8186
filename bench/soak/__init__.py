"""
A long time under everything that happens at once: people who play, come and go, don't read, send nonsense; restarts.

``make soak`` plays for half an hour with 2,000 connections. It fails if a move that was answered is lost or applied
twice, if anybody sees a gap, or if memory, descriptors, tasks or rooms grow.
"""
