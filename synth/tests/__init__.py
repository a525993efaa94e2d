"""Tests of the generator; run them where its bodies are baked."""
