"""Drawing: a session's body, cues and ring on a picture, the same in videos and windows."""
