"""People at a desk: postures held, ordinary work, an empty chair, and the truth of each second."""
