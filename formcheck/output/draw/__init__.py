"""Drawing: what a session looks like on a picture, the same in videos and windows."""
