"""People drawn at random from the reference: their poses and movements in stills and films."""
