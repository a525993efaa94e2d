"""Images in, poses out. Empty on purpose: importing it loads neither mediapipe nor cv2."""
