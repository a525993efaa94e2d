"""People at a desk: held postures, ordinary work, an empty chair, and the truth of each second."""
