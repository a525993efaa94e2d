"""Finds people and their landmarks: cameras, videos and photos in, detections out."""
