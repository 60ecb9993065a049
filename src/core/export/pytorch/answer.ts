import type { ExportedHead, ExportedNetwork } from '../exportedNetwork.js';

/** Modules and functions that PyTorch does not have, by the word that a program has where it uses one. */
const HELPERS: Readonly<Record<string, readonly string[]>> = {
  'Scale(': [
    'class Scale(nn.Module):',
    '    """y = scale * x + shift: batch normalisation as it is when a network is used."""',
    '',
    '    def __init__(self, width):',
    '        super().__init__()',
    '        self.scale = nn.Parameter(torch.ones(width))',
    '        self.shift = nn.Parameter(torch.zeros(width))',
    '',
    '    def forward(self, x):',
    '        return self.scale * x + self.shift',
  ],
  'Attention(': [
    'class Attention(nn.Module):',
    '    """The mean of the steps, weighted by softmax over them of w x + b."""',
    '',
    '    def __init__(self, width):',
    '        super().__init__()',
    '        self.weight = nn.Parameter(torch.zeros(width))',
    '        self.bias = nn.Parameter(torch.zeros(1))',
    '',
    '    def forward(self, x):',
    '        weights = torch.softmax(x @ self.weight + self.bias, 1)',
    '        return (x * weights.unsqueeze(-1)).sum(1)',
  ],
  'Crf(': [
    'class Crf(nn.Module):',
    '    """Scores of one label after another; names as in pytorch-crf."""',
    '',
    '    def __init__(self, labels):',
    '        super().__init__()',
    '        self.transitions = nn.Parameter(torch.zeros(labels, labels))',
    '        self.start_transitions = nn.Parameter(torch.zeros(labels))',
    '        self.end_transitions = nn.Parameter(torch.zeros(labels))',
    '',
    '    def decode(self, logits):',
    '        """The best sequence of labels of one text, from logits [steps, labels]."""',
    '        score, paths = logits[0] + self.start_transitions, []',
    '        for step in logits[1:]:',
    '            score, path = (score.unsqueeze(1) + self.transitions).max(0)',
    '            score = score + step',
    '            paths.append(path)',
    '        labels = [int((score + self.end_transitions).argmax())]',
    '        for path in reversed(paths):',
    '            labels.append(int(path[labels[-1]]))',
    '        return labels[::-1]',
  ],
  'shares(': [
    'def shares(x):',
    '    """What each number has of the sum of its row; even shares where that is 0."""',
    '    total = x.sum(-1, keepdim=True)',
    '    return torch.where(total > 0, x / total, torch.full_like(x, 1 / x.shape[-1]))',
  ],
};

/** What a program needs of the helpers, with two blank lines behind each. */
export function helpersFor(body: string): readonly string[] {
  return Object.entries(HELPERS)
    .filter(([word]) => body.includes(word))
    .flatMap(([, lines]) => [...lines, '', '']);
}

/** How a network is loaded. */
export const LOADING: readonly string[] = [
  'def load(path=WEIGHTS):',
  '    """The network with its numbers, and its vocabulary and labels by name."""',
  '    with safe_open(path, framework="pt") as file:',
  '        state = {name: file.get_tensor(name) for name in file.keys()}',
  '        known = {name: json.loads(text) for name, text in file.metadata().items() if name != "format"}',
  '    network = Network()',
  '    network.load_state_dict(state)',
  '    return network.eval(), known',
];

const ACTIVATED: Readonly<Record<ExportedHead['activation'], string>> = {
  softmax: 'torch.softmax(logits, -1)',
  sigmoid: 'torch.sigmoid(logits)',
  given: 'logits',
};

/** The functions that say what a network makes of symbols. */
export function answering({ outputs, nodes }: ExportedNetwork): readonly string[] {
  const heads = nodes.flatMap(({ operation }) => (operation.kind === 'head' ? [operation.head] : []));
  const labels = (name: string): string => (heads.length === 1 ? 'labels' : `labels_${name}`);
  const lines = heads.flatMap((head) => [
    `    logits = answers["${head.name}"][0]`,
    `    probabilities = ${ACTIVATED[head.activation]}.reshape(-1, ${head.labels.length})`,
    head.crf ? `    best = network.crf.decode(logits)` : `    best = probabilities.argmax(-1).tolist()`,
    `    for row, label in zip(probabilities.tolist(), best):`,
    `        print(${JSON.stringify(head.name)}, repr(known["${labels(head.name)}"][label]), round(row[label], 6), sep="\\t")`,
  ]);
  return [
    'def main(symbols):',
    '    network, known = load()',
    '    with torch.no_grad():',
    '        answers = network(**encode(symbols, known))',
    ...(heads.length > 0 ? lines : [`    print(answers["${outputs[0]}"])`]),
    '',
    '',
    'if __name__ == "__main__":',
    '    main(sys.argv[1:])',
  ];
}
