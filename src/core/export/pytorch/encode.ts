import type { ExportedNetwork, ExportedSymbols } from '../exportedNetwork.js';

/** The function `encode` of a program: symbols of one text become what the network reads. */
export function encodeCode(network: ExportedNetwork): readonly string[] {
  const { inputs } = network;
  if (inputs.includes('x')) return numbers(network);
  if (inputs.includes('lengths')) return words(network);
  return network.steps === 'one' && !inputs.includes('pairs') ? oneEach(network) : characters(network);
}

function numbers({ nodes }: ExportedNetwork): readonly string[] {
  const [{ operation }] = nodes;
  const width = operation.kind === 'numbers' ? operation.width : 1;
  return [
    'def encode(symbols, known):',
    `    """Numbers of one text, ${width} a step, one after the other."""`,
    `    return {"x": torch.tensor([float(symbol) for symbol in symbols]).view(1, -1, ${width})}`,
  ];
}

function oneEach({ window, symbols, isLowerCase }: ExportedNetwork): readonly string[] {
  const [only] = symbols;
  const { steps, padding } = window ?? { steps: 0, padding: 'before' };
  const padded = {
    before: [`    ids = ids[-${steps}:]`, `    ids = [0] * (${steps} - len(ids)) + ids`],
    after: [`    ids = ids[:${steps}]`, `    ids = ids + [0] * (${steps} - len(ids))`],
  }[padding];
  return [
    'def encode(symbols, known):',
    '    """Ids of one text, a step each."""',
    `    ids = [known["vocabulary"].get(symbol${isLowerCase ? '.lower()' : ''}, ${only.unknownId}) for symbol in symbols]`,
    ...(window ? padded : []),
    '    return {"ids": torch.tensor([ids])}',
  ];
}

/** Words are looked up in lower case with 0 for digits, and read by their characters; of long ones both ends. */
function words({ isLowerCase }: ExportedNetwork): readonly string[] {
  return [
    `# Quotes as they are looked up.`,
    `STRAIGHT = str.maketrans("\\u2018\\u2019\\u02bc\\u201c\\u201d", "'''\\"\\"")`,
    '',
    '',
    'def encode(symbols, known):',
    '    """Ids of the words of one text, and of the characters of each."""',
    '    vocabulary, letters = known["vocabulary_words"], known["vocabulary_characters"]',
    '    symbols = [unicodedata.normalize("NFC", symbol).translate(STRAIGHT) for symbol in symbols]',
    ...(isLowerCase ? ['    symbols = [symbol.lower() for symbol in symbols]'] : []),
    '    look_up = ["".join("0" if letter.isdecimal() else letter for letter in word.lower()) for word in symbols]',
    '    ends = [word if len(word) <= 32 else word[:16] + word[-16:] for word in symbols]',
    '    longest = max(len(word) for word in ends)',
    '    rows = [[letters.get(letter, 0) for letter in word] + [0] * (longest - len(word)) for word in ends]',
    '    return {',
    '        "words": torch.tensor([[vocabulary.get(word, 0) for word in look_up]]),',
    '        "characters": torch.tensor([rows]),',
    '        "lengths": torch.tensor([[len(word) for word in ends]]),',
    '    }',
  ];
}

function characters({ inputs, steps, symbols }: ExportedNetwork): readonly string[] {
  const table = (of: ExportedSymbols): string =>
    symbols.length === 1 ? 'known["vocabulary"]' : `known["vocabulary_${of.input}"]`;
  const [single, pairs] = symbols;
  const given = [
    `"${single.input}": torch.tensor([[${table(single)}.get(one, ${single.unknownId}) for one in read]])`,
    ...(pairs
      ? [
          `"pairs": torch.tensor([[${table(pairs)}.get(a + b, ${pairs.unknownId}) for a, b in zip([""] + read, read)]])`,
        ]
      : []),
    ...(inputs.includes('first_steps')
      ? ['"first_steps": torch.tensor(first)', '"last_steps": torch.tensor(last)']
      : []),
  ];
  const separator = ['        if read:', '            read.append(" ")'];
  return [
    'def encode(symbols, known):',
    '    """Ids of the characters of one text, and which of them each token is."""',
    '    read, first, last = [], [], []',
    '    for symbol in symbols:',
    ...(steps === 'separated' ? separator : []),
    '        first.append(len(read))',
    '        read.extend(unicodedata.normalize("NFC", symbol))',
    '        last.append(len(read) - 1)',
    `    return {`,
    ...given.map((line) => `        ${line},`),
    `    }`,
  ];
}
