"""Runs exported graphs in onnxruntime for Python."""

from pathlib import Path

import numpy as np
import onnxruntime as ort

from ..network.batches import batches
from ..network.scoring import Encoded
from ..quantization.expand import Expanded

OUTPUTS = ["token_vectors", "token_weights", "pooled"]


class Exported:
    """The graphs of one encoder, one for each segment. They take one row at a time, or padded rows where they have a
    mask.
    """

    def __init__(self, paths: list[Path], depths: list[int], weights: Expanded, threads: int = 2):
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.add_external_initializers_from_files_in_memory([weights.path], [weights.data], [len(weights.data)])
        self.depths = depths
        self.sessions = [
            ort.InferenceSession(path.read_bytes(), options, providers=["CPUExecutionProvider"]) for path in paths
        ]
        self.masked = len(self.sessions[0].get_inputs()) == 2

    def encode(self, rows: list[list[int]]) -> list[dict[int, Encoded]]:
        """Encodes every row at every exit, by depth."""
        if not self.masked:
            return [self.run([row])[0] for row in rows]
        results: list[dict[int, Encoded] | None] = [None] * len(rows)
        for batch in batches([len(row) for row in rows], 2048):
            for i, encoded in zip(batch, self.run([rows[i] for i in batch])):
                results[i] = encoded
        return results

    def run(self, rows: list[list[int]]) -> list[dict[int, Encoded]]:
        """Runs rows as one batch through all segments."""
        width = max(map(len, rows))
        feeds = {"input_ids": np.array([row + [0] * (width - len(row)) for row in rows], np.int32)}  # (batch, tokens)
        mask = {}
        if self.masked:
            lengths = np.array([len(row) for row in rows])
            mask = {"attention_mask": (np.arange(width) < lengths[:, None]).astype(np.int32)}
        found: list[dict[int, Encoded]] = [{} for _ in rows]
        for depth, session in zip(self.depths, self.sessions):
            outputs = dict(zip([output.name for output in session.get_outputs()], session.run(None, {**feeds, **mask})))
            tokens, weights, pooled = (outputs[name] for name in OUTPUTS)
            for i, row in enumerate(rows):
                found[i][depth] = Encoded(tokens[i, : len(row)], weights[i, : len(row)], pooled[i])
            feeds = {"hidden": outputs.get("next_hidden")}
        return found
