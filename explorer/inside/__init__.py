"""The trained network: what it makes of a drawing, its units, its mistakes, one image all the way, what breaks it."""
