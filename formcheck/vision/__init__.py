"""From a camera, film or photo to people and their landmarks. Knows nothing of stretches."""
