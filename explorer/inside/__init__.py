"""The trained network from the inside: what it makes of a drawing, its units, its mistakes."""
