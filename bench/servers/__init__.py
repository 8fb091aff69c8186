"""The servers that are compared with Fourline; each prints ``ready PORT`` and serves until it is killed."""
