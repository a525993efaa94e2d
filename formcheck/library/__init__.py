"""What is bundled with formcheck: ids in; stretches, pictures, accuracy and words out."""
