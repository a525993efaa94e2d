"""Sources of frames. Empty on purpose: PyAV and cv2 load with the module that needs them."""
