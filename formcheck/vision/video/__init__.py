"""Sources of pictures. Empty on purpose: PyAV and cv2 load with the module that needs them."""
