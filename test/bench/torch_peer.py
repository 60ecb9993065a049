"""PyTorch on one thread as a contender of the bench: JSON lines in, JSON lines out; see contender.ts."""

import json
import os
import sys
import time

import torch

FOLDER = sys.argv[1]
MODEL_A = (128, 128, 2, True)
BATCH_SIZES = [16, 32, 64]
# As in workloads.ts.
ROUND_MS = 300
torch.set_num_threads(1)


def numbers(name, dtype=torch.float32):
    with open(os.path.join(FOLDER, name + ".bin"), "rb") as file:
        return torch.frombuffer(bytearray(file.read()), dtype=dtype)


def network(name, inputs, hidden, layers, bidirectional):
    lstm = torch.nn.LSTM(inputs, hidden, layers, bidirectional=bidirectional)
    with torch.no_grad():
        for parameter_name, parameter in lstm.named_parameters():
            parameter.copy_(numbers(f"{name}.{parameter_name}").view_as(parameter))
    return lstm


def rows_of(name, inputs):
    """The rows of a workload, [length, inputs] each, in their order."""
    x = numbers(f"{name}.x").view(-1, inputs)
    offsets = numbers(f"{name}.offsets", torch.int32).tolist()
    return [x[a:b] for a, b in zip(offsets, offsets[1:])]


def round_of(work, units, calls=None):
    """Times of so many calls, or of as many as it takes to fill a round."""
    ms = []
    cpu = time.process_time()
    while len(ms) < calls if calls else sum(ms) < ROUND_MS:
        started = time.perf_counter()
        work()
        ms.append((time.perf_counter() - started) * 1000)
    return {"ms": ms, "units": units, "cpuMs": (time.process_time() - cpu) * 1000}


class Bulk:
    """Batches sorted by length, packed before the clock starts."""

    def __init__(self, task):
        self.size = int(task["strategy"].split()[-1])
        self.lstm = network("bulk", *MODEL_A)
        rows = rows_of("bulk", 128)
        rows = rows[: max(1, round(len(rows) * task["share"]))]
        self.batches = [batch for _, batch in self.packed(rows)]
        self.tokens = sum(len(row) for row in rows)

    def packed(self, rows):
        order = sorted(range(len(rows)), key=lambda k: -len(rows[k]))
        for start in range(0, len(order), self.size):
            numbers_of_rows = order[start : start + self.size]
            batch = [rows[k] for k in numbers_of_rows]
            yield numbers_of_rows, torch.nn.utils.rnn.pack_sequence(batch)

    def check(self):
        rows = rows_of("bulk.check", 128)
        outputs = [None] * len(rows)
        with torch.inference_mode():
            for numbers_of_rows, batch in self.packed(rows):
                padded, lengths = torch.nn.utils.rnn.pad_packed_sequence(self.lstm(batch)[0])
                for b, row in enumerate(numbers_of_rows):
                    outputs[row] = padded[: int(lengths[b]), b]
        return torch.cat(outputs).flatten().tolist()

    def run(self):
        with torch.inference_mode():
            for batch in self.batches:
                self.lstm(batch)

    def round(self):
        return round_of(self.run, self.tokens)


class Single:
    """One row."""

    def __init__(self, lstm, checked, row, calls, units):
        self.lstm, self.checked, self.row, self.calls, self.units = lstm, checked, row, calls, units

    def check(self):
        with torch.inference_mode():
            return self.lstm(self.checked)[0].flatten().tolist()

    def run(self):
        with torch.inference_mode():
            self.lstm(self.row)

    def round(self):
        return round_of(self.run, self.units, self.calls)


class Training:
    def __init__(self, task):
        with open(os.path.join(FOLDER, "index.json"), encoding="utf-8") as file:
            self.constants = json.load(file)
        self.steps = task["steps"]
        self.restart()

    def restart(self):
        self.lstm = network("training", *MODEL_A)
        self.head = torch.nn.Linear(256, self.constants["classes"])
        with torch.no_grad():
            self.head.weight.copy_(numbers("training.head.weight").view_as(self.head.weight))
            self.head.bias.copy_(numbers("training.head.bias"))
        # [T, B, input]: the rows are of one length.
        self.x = torch.stack(rows_of("training", 128), dim=1)
        batch = self.x.shape[1]
        targets = numbers("training.targets", torch.int32).long()
        self.targets = targets.view(batch, -1).t().reshape(-1)
        parameters = [*self.lstm.parameters(), *self.head.parameters()]
        self.optimizer = torch.optim.Adam(parameters, lr=self.constants["learningRate"])

    def step(self):
        self.optimizer.zero_grad()
        logits = self.head(self.lstm(self.x)[0]).flatten(0, 1)
        loss = torch.nn.functional.cross_entropy(logits, self.targets)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def check(self):
        self.restart()
        return [self.step() for _ in range(self.constants["checkedLosses"])]

    def run(self):
        for _ in range(self.steps):
            self.step()

    def round(self):
        return round_of(self.run, self.steps, 1)


def open_task(task):
    kind = task["kind"]
    if kind == "bulk":
        return Bulk(task)
    if kind == "training":
        return Training(task)
    if kind == "keystroke":
        (row,) = rows_of("keystroke", 128)
        return Single(network("bulk", *MODEL_A), row, row, task["calls"], 1)
    hidden = task["hidden"]
    name = f"stream{hidden}"
    (row,), (checked,) = rows_of(name, hidden), rows_of(f"{name}.check", hidden)
    return Single(network(name, hidden, hidden, 1, False), checked, row, None, task["steps"])


def main():
    opened = None
    print(json.dumps({"value": "ready"}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        ask, value = request["ask"], None
        if ask == "describe":
            strategies = [f"sorted and packed, batches of {size}" for size in BATCH_SIZES]
            value = {"versions": {"PyTorch": torch.__version__}, "strategies": strategies}
        elif ask == "open":
            opened = open_task(request["task"])
        elif ask == "check":
            value = opened.check()
        elif ask == "round":
            value = opened.round()
        print(json.dumps({"value": value}), flush=True)


main()
