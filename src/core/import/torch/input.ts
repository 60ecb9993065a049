import { RnnLensError } from '../../problems.js';
import { sentence, type Sentence } from '../../sentence.js';
import type { TensorHints } from './hints.js';
import type { MatrixTensors } from './linear.js';
import { shapeText } from './numbers.js';
import type { RecurrentModule } from './recurrent.js';

/** What a recurrent layer reads of an id. */
export type PlannedInput =
  /** `projections` are Linear layers between the table and the recurrent layer. */
  | {
      readonly kind: 'embedding';
      readonly table: MatrixTensors;
      readonly projections: readonly MatrixTensors[];
    }
  /** `isCertain` where there is an alphabet of that size; few numbers in and as many out may be measurements as well. */
  | { readonly kind: 'one-hot'; readonly width: number; readonly isCertain: boolean };

const EMBEDDING_NAME = /emb|lookup|wte|word_?vec|glove|token|(^|[._])enc(oder)?$/i;
const HEAD_NAME =
  /dec|fc|lin|out|tag|class|dense|head|label|logit|final|score|pred|proj|hidden2|softmax|h2o|(^|[._])(why|w_hy)$/i;

/** Alphabets are mostly larger, and measurements fewer. */
const LIKELY_ALPHABET = 16;

export function isEmbeddingName(name: string): boolean {
  return EMBEDDING_NAME.test(name);
}

export function isHeadName(name: string): boolean {
  return HEAD_NAME.test(name);
}

/**
 * What the recurrent layer reads, or why it is no text. A table is told by its width and its place before the layer;
 * where shapes do not tell (as many ids as units), by its name. Throws RnnLensError where an embedding's width is not
 * what the layer reads.
 */
export function planInput(
  recurrent: RecurrentModule,
  matrices: readonly MatrixTensors[],
  hints: TensorHints,
): PlannedInput | Sentence {
  const { inputSize, place } = recurrent;
  const tables = matrices
    .filter(
      ({ bias, name, place: at }) => !bias && (isEmbeddingName(name) || !isHeadName(name) || at < place),
    )
    .sort((a, b) => rank(a, place) - rank(b, place) || a.place - b.place);
  const fits = tables.find(
    ({ columns, name, place: at }) => columns === inputSize && (isEmbeddingName(name) || at < place),
  );
  if (fits) return { kind: 'embedding', table: fits, projections: [] };
  const named = tables.filter(({ name }) => isEmbeddingName(name));
  if (named.length > 1 && named.reduce((sum, { columns }) => sum + columns, 0) === inputSize)
    return sentence(
      'Each of its steps is {0} ids ({1}): only networks that read one id a step can run.',
      named.length,
      named.map(({ name }) => name).join(', '),
    );
  for (const table of tables) {
    const projection = matrices.find(
      ({ rows, columns, name, place: at }) =>
        rows === inputSize &&
        columns === table.columns &&
        (name.startsWith(`${table.name}.`) || (at < place && at > table.place)),
    );
    if (projection) return { kind: 'embedding', table, projections: [projection] };
  }
  const isKnown = hints.alphabetSizes.includes(inputSize);
  const isOneHot = isKnown || (inputSize > 1 && matrices.some(({ rows }) => rows === inputSize));
  if (isOneHot && named.length === 0)
    return { kind: 'one-hot', width: inputSize, isCertain: isKnown || inputSize >= LIKELY_ALPHABET };
  if (named.length > 0) throw notFitting(named[0], recurrent);
  return sentence(
    'Its recurrent layer "{0}" reads {1} numbers a step, and the file has no embedding: it is made for measurements (a time series, sound) or for word vectors from elsewhere, so it cannot run on text.',
    recurrent.prefix.replace(/\.$/, ''),
    inputSize,
  );
}

/** Named like a table and before the layer is likeliest. */
function rank({ name, place }: MatrixTensors, recurrent: number): number {
  return (isEmbeddingName(name) ? 0 : 2) + (place < recurrent ? 0 : 1);
}

function notFitting(
  { weight, columns }: MatrixTensors,
  { inputSize, layers }: RecurrentModule,
): RnnLensError {
  return new RnnLensError(
    'Tensor "{0}" is {1}: its rows have {2} numbers, but "{3}" reads {4}.',
    weight.name,
    shapeText(weight),
    columns,
    layers[0][0].W_ih.name,
    inputSize,
  );
}
