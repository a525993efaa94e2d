"""What runs when the wheel is built; never installed and never imported by formcheck."""
