"""People drawn at random from the reference: poses, movements, stills and films of them."""
