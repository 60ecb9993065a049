import { likeStretches } from '../../core/analysis/likeStretches.js';
import type { RankedUnit, TextRange } from '../../protocol/engine.js';
import type { EngineClient } from '../engineClient.js';
import type { Run } from '../run.js';
import { walkTokens } from '../walkTokens.js';
import { AgentError } from './agentError.js';
import { rounded, type AnswerParts } from './answer.js';

/** Units that are told at most. */
const MOST_UNITS = 120;

/** Stretches that are handed to the engine: a label may be on half of all tokens. */
const MOST_STRETCHES = 2000;

/** What units are to tell from the rest of a text: one of the two. */
export interface UnitsAsked {
  /** A stretch of the text, as it stands there; each place counts. */
  readonly passage: string | undefined;
  /** A label that the model gives. */
  readonly label: string | undefined;
  /** Units before this one were told already. */
  readonly fromUnit: number;
  /** What people call a unit; an empty text for nothing. */
  nameOf(unit: RankedUnit): string;
}

interface Stretches {
  readonly chosen: readonly TextRange[];
  readonly others: readonly TextRange[];
}

/** The units of a network that tell a passage, or what has a label, from the rest of the text. */
export async function findUnits(
  engine: Pick<EngineClient, 'call'>,
  run: Run,
  asked: UnitsAsked,
  signal: AbortSignal,
): Promise<AnswerParts> {
  const { documentId, model, tokenCount } = run;
  const { chosen, others } = await stretchesOf(run, asked, signal);
  const ranking = await engine.call('rankUnits', { documentId, chosen, others }, { signal });
  const units = ranking.units.slice(asked.fromUnit);
  const isHeldOut = others.length > 0;
  return {
    about: {
      ...{ model: model.name, tokens: tokenCount, stretches: chosen.length, heldOutStretches: others.length },
      finds: ranking.units.filter(({ isFind }) => isFind).length,
      chanceOfBest: rounded((isHeldOut ? ranking.othersChance : ranking.chosenChance) ?? NaN),
      note:
        `auc: how well the unit tells ${isHeldOut ? 'the held-out stretches, which decide,' : 'the stretches'} from ` +
        'the rest (0.5: not at all); chanceOfBest: what the best of all units reaches by chance; ' +
        'p: how often chance is as good; find: better than chance. One unit is a find at most once in 25 by chance.',
    },
    columns: ['layer', 'direction', 'quantity', 'unit', 'side', 'auc', 'p', 'find', 'name'],
    rows: units
      .slice(0, MOST_UNITS)
      .map((unit) => [
        ...[unit.layer, unit.direction, unit.quantity, unit.unit, unit.side],
        ...[
          rounded(unit.others ?? unit.steady),
          rounded(unit.p),
          Number(unit.isFind),
          asked.nameOf(unit) || null,
        ],
      ]),
    count: units.length,
    rest: (shown) =>
      `${units.length - shown} worse units are left out: ask again with "fromUnit": ${asked.fromUnit + shown}.`,
  };
}

async function stretchesOf(run: Run, asked: UnitsAsked, signal: AbortSignal): Promise<Stretches> {
  const { passage, label } = asked;
  if ((passage === undefined) === (label === undefined))
    throw new AgentError(
      'Ask with either "passage" (words of the text) or "label" (one that the model gives).',
    );
  return passage === undefined ? labelled(run, label ?? '', signal) : passages(run, passage);
}

/** The first place of a passage, and as what decides its other places, or what stands between the same signs. */
function passages({ tokens }: Run, passage: string): Stretches {
  const text = tokens.wholeText();
  const places: TextRange[] = [];
  for (
    let at = text.indexOf(passage);
    at >= 0 && passage !== '';
    at = text.indexOf(passage, at + passage.length)
  )
    places.push([at, at + passage.length]);
  if (places.length === 0)
    throw new AgentError(
      'The text does not contain that "passage": copy it from the text, letter by letter.',
    );
  const [first, ...others] = places;
  const like = others.length > 0 ? others : (likeStretches(text, first)?.others ?? []);
  return { chosen: [first], others: like.slice(0, MOST_STRETCHES) };
}

/** What has a label: every second of its stretches decides about what the others found. */
async function labelled(run: Run, label: string, signal: AbortSignal): Promise<Stretches> {
  const { model, tokens } = run;
  if (model.task === 'language-model' || !model.labels.includes(label)) {
    const labels = model.task === 'language-model' ? 'none' : model.labels.join(', ') || 'none';
    throw new AgentError(`${model.name} has no label "${label}". Labels: ${labels}. Or ask with "passage".`);
  }
  const all: (readonly [from: number, to: number])[] = [];
  const visit = (token: number): void => {
    if (model.labels[tokens.labelOf(token).label] !== label) return;
    const last = all[all.length - 1];
    if (last?.[1] === token) all[all.length - 1] = [last[0], token + 1];
    else all.push([token, token + 1]);
  };
  await walkTokens(run, visit, signal);
  if (all.length === 0)
    throw new AgentError(`${model.name} gives nothing in this text the label "${label}".`);
  const ranges = all.slice(0, MOST_STRETCHES).map(([from, to]) => tokens.offsetsBetween(from, to));
  return { chosen: ranges.filter((_, k) => k % 2 === 0), others: ranges.filter((_, k) => k % 2 === 1) };
}
