"""Exported graphs in Python's onnxruntime."""

from pathlib import Path

import numpy as np
import onnxruntime as ort

from .reference import Encoded, batches


class Exported:
    """One late-interaction graph; rows alone, or padded together where the graph takes a mask."""

    def __init__(self, path: Path, threads: int = 2):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self.session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.masked = len(self.session.get_inputs()) == 2

    def encode(self, rows: list[list[int]]) -> list[Encoded]:
        if not self.masked:
            return [self.run([row])[0] for row in rows]
        results: list[Encoded | None] = [None] * len(rows)
        for batch in batches([len(row) for row in rows], 2048):
            for i, encoded in zip(batch, self.run([rows[i] for i in batch])):
                results[i] = encoded
        return results

    def run(self, rows: list[list[int]]) -> list[Encoded]:
        width = max(map(len, rows))
        ids = np.array([row + [0] * (width - len(row)) for row in rows], np.int32)  # (batch, tokens)
        feeds = {"input_ids": ids}
        if self.masked:
            lengths = np.array([len(row) for row in rows])
            feeds["attention_mask"] = (np.arange(width) < lengths[:, None]).astype(np.int32)
        tokens, pooled = self.session.run(["token_vectors", "pooled"], feeds)
        return [Encoded(tokens[i, : len(row)], pooled[i]) for i, row in enumerate(rows)]
