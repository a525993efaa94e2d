"""Everything that is judged and decided: values in, values out; no files, no clock, no threads."""
