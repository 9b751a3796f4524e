"""ONNX graphs: building them, compressing their weights, and running them."""
