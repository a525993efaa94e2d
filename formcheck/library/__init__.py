"""What comes with formcheck: stretches, pictures, measured accuracy, words, translations."""
