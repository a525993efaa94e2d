"""Finds people and their landmarks: cameras, films and photos in, detections out."""
