"""Perfect play: exact scores of every position, and what is made of them. Above the rules, below all else."""
