"""Writes test/fixtures/import/pickles.json: pickles of every protocol, as the programs write them that people save
vocabularies with. Needs numpy and joblib; classes are made here under the names of the real ones.

    python3 test/tools/make_pickles.py
"""
import base64
import collections
import io
import json
import pickle
import sys
import types

import joblib
import numpy as np


def fake(module, name, base=object):
    """A class that pickles as one of another package."""
    parts = module.split(".")
    for k in range(len(parts)):
        sys.modules.setdefault(".".join(parts[: k + 1]), types.ModuleType(parts[k]))
    made = type(name, (base,), {"__module__": module})
    setattr(sys.modules[module], name, made)
    return made


def tokenizer(module, **more):
    words = ["<OOV>", "the", "a", "film", "was", "good", "bad"]
    it = fake(module, "Tokenizer")()
    it.word_counts = collections.OrderedDict((w, 9 - k) for k, w in enumerate(words[1:]))
    it.word_docs = collections.defaultdict(int, {w: 1 for w in words[1:]})
    it.filters = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
    it.split, it.lower, it.num_words, it.document_count = " ", True, 5, 3
    it.char_level, it.oov_token = False, "<OOV>"
    it.index_docs = collections.defaultdict(int, {1: 1})
    it.word_index = {w: k + 1 for k, w in enumerate(words)}
    it.index_word = {k + 1: w for k, w in enumerate(words)}
    it.__dict__.update(more)
    return it


def sample():
    shared = ["shared"]
    own = fake("shop.basket", "Basket")()
    own.things, own.count = {"apple": 1.5, "pear": -2}, 2
    return {
        "none": None, "true": True, "false": False, "zero": 0, "small": 255, "two bytes": 65535, "negative": -1,
        "int32": -(2**31), "large": 2**53 + 1, "huge": -(2**100), "float": 0.1, "inf": float("inf"),
        "text": "a\n\\ \u00e9 \ud55c\uae00 \U0001f600", "long text": "x" * 300, "bytes": b"\x00\xff" * 3,
        "bytearray": bytearray(b"ab"), "list": [1, [2, []]], "tuple": (), "tuples": ((1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
        "set": {7}, "frozenset": frozenset([8]), "dict": {(1, 2): "tuple key", 3: "three"}, "same": [shared, shared],
        "ordered": collections.OrderedDict([("b", 1), ("a", 2)]), "default": collections.defaultdict(list, {"k": [1]}),
        "counter": collections.Counter("aab"), "own": own, "class": collections.OrderedDict, "complex": 1 + 2j,
    }


out = {}
for protocol in range(6):
    out[f"sample {protocol}"] = pickle.dumps(sample(), protocol)
    module = ["keras.preprocessing.text", "keras_preprocessing.text", "keras.src.legacy.preprocessing.text"][protocol % 3]
    out[f"tokenizer {protocol}"] = pickle.dumps(tokenizer(module), protocol)


def dumped(value, **more):
    file = io.BytesIO()
    joblib.dump(value, file, **more)
    return file.getvalue()


keras = tokenizer("keras_preprocessing.text", num_words=None, char_level=True, oov_token=None)
for name, how in {"plain": {}, "zlib": {"compress": 3}, "gzip": {"compress": ("gzip", 3)}, "bz2": {"compress": ("bz2", 3)}}.items():
    out[f"joblib {name}"] = dumped(keras, **how)
encoder = fake("sklearn.preprocessing._label", "LabelEncoder")()
for name, classes in {"object": np.array(["neg", "pos", "\ud55c"], dtype=object), "U": np.array(["neg", "pos", "\ud55c"]), "int": np.array([3, 5, 9])}.items():
    encoder.classes_ = classes
    out[f"encoder {name} pickle"] = pickle.dumps(encoder, 4)
    out[f"encoder {name} joblib"] = dumped(encoder)
words = ["<pad>", "<unk>", "to", "be", "or"]
out["word to id"] = pickle.dumps({w: k for k, w in enumerate(words)}, 4)
out["id to word"] = pickle.dumps(dict(enumerate(words)), 2)
out["numpy ids"] = pickle.dumps({w: np.int64(k) for k, w in enumerate(words)}, 4)
out["list"] = pickle.dumps(words, 3)
out["counts"] = pickle.dumps(collections.Counter({"a": 7, "b": 7, "c": 7, "d": 1}), 4)
vocab = fake("torchtext.vocab", "Vocab")()
vocab.freqs, vocab.itos = collections.Counter(words), words
vocab.stoi = collections.defaultdict(int, {w: k for k, w in enumerate(words)})
out["torchtext"] = pickle.dumps(vocab, 2)
out["bundle"] = pickle.dumps({"word2idx": dict(zip(words, range(5))), "idx2word": dict(enumerate(words)), "tag2idx": {"NOUN": 0, "VERB": 1}, "max_len": 40, "epochs": 5}, 4)

with open("test/fixtures/import/pickles.json", "w") as file:
    json.dump({name: base64.b64encode(data).decode() for name, data in out.items()}, file, indent=2)
    file.write("\n")
