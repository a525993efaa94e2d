"""What comes with formcheck: ids in; stretches, pictures, accuracy and words out."""
