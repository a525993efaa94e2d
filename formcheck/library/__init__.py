"""What is bundled with formcheck: stretches, pictures, accuracy and words, by id."""
