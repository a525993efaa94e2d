"""Shows results: values in; text, JSON, CSV, pictures, video and sound out."""
