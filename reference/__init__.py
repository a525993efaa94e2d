"""What correct form is, in anatomy: targets and tolerances of true joints, and values of them.

Knows no landmarks, no camera and nothing of formcheck.
"""
