"""How sure a position is: the weights of positions_confidence.tsv."""
