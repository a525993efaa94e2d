"""Desktop notifications and what goes on around. Import from the modules: systems differ."""
