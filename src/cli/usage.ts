import { DEFAULT_MODEL } from './modelFolders.js';

/** One line a command: what `--help` begins with. */
export const SYNOPSES = {
  tag: `tag [--model M] [--format conllu|tsv|json|jsonl] [--input text|conllu] [--out DIR]
      [--tag-set S] [--certainty] [--no-positions] [--markup auto|none] [--language ID] [--encoding E]
      [--threads N] [--eight-bit] FILE|FOLDER|- ...`,
  states: `states [--model M] --layer L --direction forward|backward --quantity h|c|i|f|g|o|r|z|n
         --out X.npy|X.safetensors|X.hdf5 [--markup auto|none] [--language ID] [--encoding E]
         [--threads N] FILE|-
  states ... --format npy|safetensors|hdf5 --out DIR FILE|FOLDER ...`,
  attribute: `attribute [--model M] --at LINE:COLUMN [--method hide|gradient] [--head H] [--label L] [--pairs]
            [--format tsv|json] [--tag-set S] [--markup auto|none] [--language ID] [--encoding E] FILE|-`,
  step: `step [--model M] --at LINE:COLUMN [--layer L] [--direction forward|backward] [--unit U]
       [--format tsv|json] [--markup auto|none] [--language ID] [--encoding E] FILE|-`,
  trajectory: `trajectory [--model M] [--layer L] [--direction forward|backward] [--quantity h|c|i|f|g|o|r|z|n]
             [--format tsv|json] [--markup auto|none] [--language ID] [--encoding E] FILE`,
  units: `units [--model M] --select START:END[,START:END ...] | --passage TEXT | --switch-off LINE:COLUMN
        | --tags [--unit U] [--quantity h|c|i|f|g|o|r|z|n]
        [--layer L] [--direction forward|backward] [--format table|json] [--top N]
        [--markup auto|none] [--language ID] [--encoding E] FILE
  units --on U[,U ...] [--above X | --below X] [--length N] [--quantity h|c|i|f|g|o|r|z|n]
        [--model M] [--layer L] [--direction forward|backward] [--format table|json] [--top N]
        [--markup auto|none] [--language ID] [--encoding E] FILE ...`,
  compare: `compare --model A --model B [--layer L] [--direction forward|backward] [--top N] [--format tsv|json]
          [--tag-set S] [--markup auto|none] [--language ID] [--encoding E] FILE|-`,
  report: `report [--model M] --out X.html [--check] [--layer L] [--direction forward|backward]
         [--quantity h|c|i|f|g|o|r|z|n] [--tag-set S] [--markup auto|none] [--language ID] [--encoding E] FILE|-`,
  import: `import [--vocabulary FILE | --alphabet NAME] [--labels FILE|A,B,...] [--name N] [--out DIR]
         [--answer QUESTION=VALUE ...] [--text FILE] [--dry-run] FILE`,
  export: 'export MODEL --out X [--format pytorch|onnx|npz]',
  evaluate: `evaluate [--model M] [--format json|table] [--tag-set S] [--out DIR] [--encoding E]
           [--threads N] [--eight-bit] GOLD|FOLDER|generated|families ...`,
  calibrate: 'calibrate --model DIR GOLD',
  pack: 'pack FOLDER --out DIR [--precision F32|F16|I8] [--tables F4]',
  cards: 'cards [--project DIR] [--transitions] DATA',
  train: 'train CONFIG.json --data DIR --out DIR [--vectors FILE] [--from DIR]',
  models: 'models',
  describe: 'describe MODEL',
} as const;

export type CommandName = keyof typeof SYNOPSES;

const MODEL = `  --model M         an installed model (see \`models\`) or a model folder; the default is ${DEFAULT_MODEL}`;
const TAG_SET = `  --tag-set S       which of the model's tag sets is meant; the default is its first`;
const MANY = `  --threads N       threads that work at once; the default is all cores. What is written does not depend on it.
  --encoding E      of all inputs: utf-8, utf-16le, windows-1252 (Latin-1), euc-kr ...; the default is UTF-8, and
                    UTF-16 where a mark or the zeros in it say so; anything else is refused`;
const MARKUP = `  --markup none     reads files of Markdown, HTML and code as they are; the default is the prose in them
  --language ID     how all inputs are read, as an editor calls their language: markdown, html, python ...; the
                    default is what a file's ending says, and plain text for standard input`;

const DETAILS: Record<CommandName, string> = {
  tag: `Says what a model says about texts: tags of words, classes of units with their probabilities, the surprisal of
characters in nats. Folders stand for all files below them. Offsets are UTF-16 code units.

${MODEL}
${TAG_SET}
  --format F        conllu (the default of taggers), tsv (of all others), json (one array), jsonl (an object a line)
  --input conllu    reads words of CoNLL-U and writes it back with the tags
  --out DIR         a file an input: its path in DIR with the format as a further ending; the default is standard
                    output, one input behind another
  --certainty       of --format tsv: columns with the runner-up, its probability, the entropy in bits and, of
                    morphemes, how probable they are together
  --no-positions    leaves out numbers of sentences and offsets: what is written of the parts of a text together is
                    what is written of the whole
${MARKUP}
${MANY}
  --eight-bit       numbers of 8 bits: faster, and not exact; \`evaluate --eight-bit\` says what that costs`,
  states: `Writes one quantity of a network for every step of a text, [steps, units], as an array of single precision.

${MODEL}
  --layer L         from 0
  --quantity Q      h, c (LSTM), or a gate
  --out X.npy       the array of one input; with --format a folder, and an array an input in it
${MARKUP}
${MANY}`,
  attribute: `Says which tokens drive one prediction of a model, in bits: 1 bit more doubles the odds of the label (of a language
model the probability of the character). Above 0 a token speaks for the label, below 0 against it.

${MODEL}
${TAG_SET}
  --at LINE:COLUMN  the token whose prediction is meant, from 1; of a classifier any of its unit. Of a language model
                    the character itself, which was expected before it was read.
  --method M        hide (the default): each token is replaced by an unknown one of as many steps (numbers by zeros),
                    and the bits that are lost are told; gradient: gradient × input, summed over the token's steps:
                    how the score would change if the token's vectors grew by their own length in a straight line
  --head H          one of the model's heads; the default is the first
  --label L         the label that is meant; the default is the one that is shown, or the character that came
  --pairs           every prediction of the sequence by every token of it
Labels are scored as the network gives them: before those of a sentence are decided together, or by rule. Of a document
that is one sequence 64 tokens before the place are looked at, from the state before them; of a longer unit the nearest.
${MARKUP}
  --encoding E      of the file: utf-8, utf-16le, windows-1252 (Latin-1), euc-kr ...`,
  step: `Says how one step of a network came about: of one unit every gate as a sum, part by part (W_ih x, b_ih, W_hh h, b_hh),
and h and c; of a small network of all units, with every product (json). Of a language model also what the text costs:
the mean over all its symbols, that of the step's own symbol and of the last, in bits.

${MODEL}
  --at LINE:COLUMN  of the token, both from 1, in UTF-16 code units
  --layer L         from 0, which is the default
  --direction D     forward, which is the default, or backward
  --unit U          from 0, which is the default
  --format F        tsv, which is the default, or json: with the products and the matrices of a small network
${MARKUP}
  --encoding E      of the input; the default is UTF-8, and UTF-16 where a mark or the zeros in it say so`,
  trajectory: `Prints where a network is after every step of a text, in the plane in which its states differ most: their first two
principal components. They are made of the states at all steps, or of those in eight stretches spread over a longer text
(128 steps each, 32 from 257 units on). An axis has no sign of its own: its largest entry is above 0.

${MODEL}
  --layer L         from 0, which is the default
  --direction D     forward, which is the default, or backward
  --quantity Q      h, which is the default, c (LSTM) as it is, or a gate
  --format F        tsv, which is the default, or json: with the axes
${MARKUP}
  --encoding E      as of \`tag\``,
  units: `Ranks the units of a network by how well h or c tells what is selected from the rest of a text, as "Find Units
Like This Selection" does: drift is taken out; what decides are the passages after the first, or whatever else stands
between the same two signs; beside it stands what the best of all units reaches on the same stretches moved elsewhere.

${MODEL}
  --select S:E      UTF-16 offsets, several with commas: the first is the chosen one
  --passage TEXT    the first place where the text says so
  --switch-off L:C  instead: what is lost when each unit of a layer (from 0) and direction is held at 0 around a place,
                    in bits of the labels that are shown (of a language model of the characters that came)
  --tags            instead: how unit U (from 0) of a layer, direction and quantity goes together with each label that the
                    model gives this text: r, AUC, bits; what a control reaches that gives words any label (of a
                    classifier texts), and what the labels moved along the text reach
  --on U,U          instead: where these units (from 0) of a layer, direction and quantity are on together in each of some
                    files, as the view Units looks for them in other files: most units first, then those nearest to
                    N steps (the default is 1)
  --above X         what counts as on, 0.3 if neither is given; of c X is a share of its scale in the first file
  --below X         the same for units that are low there
  --format F        table (columns with tabs) or json (one object)
  --top N           units (of --on matches in each file) that are printed; the default is 20
${MARKUP}
  --encoding E      as of \`tag\``,
  compare: `Says how two models differ on a text, and how alike they are: labels and probabilities (surprisal in bits),
linear CKA of their layers, and for each unit of A the one of B that does most like it (Pearson's r), beside what
chance gives: the largest with the text moved, 19 times for units. Compared are tokens that are the same stretch of
text; of a long text up to 2048, evenly over it. Units are the same units only where their weights say so.

  --model A, B      two installed models (see \`models\`) or model folders: A is told of, B is what it is compared with
  --layer L         of A, from 0: whose units are matched; the default is the last
  --direction D     forward, which is the default, or backward
  --top N           units that are written; the default is 20
  --format F        tsv (a row a number: what, of A, of B, value, chance, of how many) or json (one object)
${TAG_SET}
${MARKUP}
  --encoding E      of the input; the default is UTF-8, and UTF-16 where a mark or the zeros in it say so`,
  report: `Writes what a model says of a text as one page of HTML that needs nothing else: hashes of model and text, settings,
the network with its shapes, labels with their probabilities, surprisal in bits, a picture of the states. The same
input gives the same bytes. Of long texts the first 1000 tokens, sequences and steps are shown; all are counted.

${MODEL}
${TAG_SET}
  --out X.html      the page
  --check           compares with the page that is there, and writes nothing: where it differs is said, and the exit
                    code is 1
  --layer L         of the states, from 0; the default is the last
  --direction D     forward, which is the default, or backward
  --quantity Q      h, which is the default, c (LSTM), or a gate
${MARKUP}
  --encoding E      of the input; the default is UTF-8, and UTF-16 where a mark or the zeros in it say so`,
  import: `Makes a model folder of a model file of another framework: Keras (.h5, .keras), PyTorch, TensorFlow.js, ONNX,
safetensors, told by content. Nothing in a file is run. What the file leaves open is asked with --dry-run and
answered with --answer (docs/import.md).

  --vocabulary F    symbols and their ids: a pickled or joblib tokenizer, its JSON, a dict or list (pickle, JSON, .js),
                    a text with one a line; the default is what the model's own file has
  --alphabet NAME   an alphabet that many models share and no file has: printable, lower, names ...
  --labels L        a file of labels, or their names with commas between them
  --name N          what the model is called; the default is made of the file's name
  --out DIR         the folder of models it is put in; the default is .rnn-lens/models
  --answer Q=V      may be given more than once
  --text FILE       prints what the network says of the beginning of a text (2,000 tokens) under each answer: the loss
                    per token where it predicts what comes next, else how certain it is, which is no loss
  --dry-run         says what is in the file and what it leaves open, and writes nothing`,
  export: `Writes a model as another framework reads it: an installed one (see \`models\`) or a model folder. What the format
has no words for is refused, and what is left out is said (docs/import.md).

  --out X           the file: X.safetensors, X.onnx, X.npz
  --format F        pytorch (the default: a state_dict as .safetensors, and beside it a program in Python that builds
                    the network and loads it), onnx (opset 14; outputs are probabilities), npz (all numbers)`,
  evaluate: `Scores a model on gold data of the kind it was trained on; \`generated\` makes them again where they are generated;
\`families\` are generated words of Korean that prose has few of, for models of Korean morphemes, and short texts
with negations, for models that tell positive from negative.

${MODEL}
${TAG_SET}
  --format F        json (an object a line) or table
  --out DIR         a file an input
${MANY}
  --eight-bit       a second time with numbers of 8 bits, and what that costs`,
  calibrate: `Fits the temperatures (and thresholds) of a model on gold data that it was not trained on, so that its
probabilities are shares that come true; writes them with the scores they give into its model.json.

  --model DIR       the model's folder`,
  pack: `Stores the numbers of a model otherwise, in a folder of its own. Its scores stay those it had: \`evaluate\` measures
them, \`calibrate\` and \`cards\` write them.

  --out DIR         a folder for the model
  --precision F     of all matrices: F32, F16, or I8 (8-bit integers and a scale a row), which is the default
  --tables F4       the tables of words and of pairs of characters in 4-bit floats and a scale a row`,
  cards: `Evaluates every model of a project on the data sets that lie side by side in DATA and writes scores and cards.

  --project DIR     the default is this installation
  --transitions     counts anew what label follows what, where a model's recipe weighs that`,
  train: `Trains a model by a recipe; goes on from the last checkpoint of a run that was ended.

  --data DIR        the folder of the data set
  --out DIR         a folder for the model
  --vectors FILE    the word vectors that a recipe begins with: it says which
  --from DIR        the folder of the network that a recipe begins with`,
  models: `Lists the installed models.`,
  describe: `Shapes and parameters of a model.`,
};

/** What \`--help\` prints without a command. */
export const USAGE = `RNN Lens: recurrent networks on text files

${Object.values(SYNOPSES)
  .map((synopsis) => `  ${synopsis}`)
  .join('\n')}
  help, --help, -h, --version

M is the name of an installed model or a model folder; the default is ${DEFAULT_MODEL}. Offsets are UTF-16 code units.
\`COMMAND --help\` says more about a command.
`;

/** What \`--help\` prints behind a command. */
export function usageOf(command: CommandName): string {
  return `  ${SYNOPSES[command]}\n\n${DETAILS[command]}\n`;
}
