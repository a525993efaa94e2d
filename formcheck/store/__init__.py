"""The history on this machine: sessions and sitting in, past days out; no pictures."""
