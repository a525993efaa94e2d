"""Where pictures come from. Empty on purpose: PyAV and cv2 load with the module in need."""
