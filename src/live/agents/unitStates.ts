import { quantitySize } from '../../core/rnn/config.js';
import { NO_TOKEN, type StatePlace, type StateWindow } from '../../protocol/engine.js';
import type { EngineClient } from '../engineClient.js';
import { fittingQuery } from '../messageSize.js';
import type { Run } from '../run.js';
import { rounded, textCell, type AnswerParts, type Cell } from './answer.js';
import { checkToken, checkUnits } from './asked.js';

/** Units that are told where none are named, and at most. */
const SOME_UNITS = 6;
const MOST_UNITS = 24;

/** Steps that are asked of the engine: more have no room in an answer. */
const MOST_STEPS = 600;

/** What is asked of the units of a network. */
export interface StatesAsked {
  readonly place: StatePlace;
  /** undefined: those that vary most where is looked. */
  readonly units: readonly number[] | undefined;
  readonly fromToken: number;
  /** What people call a unit; an empty text for nothing. */
  nameOf(unit: number): string;
}

/** A token and the step whose values are its own: forward the last one, backward the first. */
interface TokenStep {
  readonly token: number;
  readonly step: number;
}

/** Values of some units at each token. */
export async function unitStates(
  engine: Pick<EngineClient, 'call'>,
  run: Run,
  { place, units: named, fromToken, nameOf }: StatesAsked,
  signal: AbortSignal,
): Promise<AnswerParts> {
  const { documentId, model, tokenCount, tokens } = run;
  checkToken(fromToken, tokenCount);
  checkUnits(model, place, named ?? []);
  const { fromStep } = await engine.call('stepsOfToken', { documentId, token: fromToken }, { signal });
  const wanted = { ...place, fromStep, toStep: fromStep + MOST_STEPS };
  const query = fittingQuery(wanted, model.rnn, run.stepCount);
  const window = await engine.call('states', { documentId, query }, { signal });
  const steps = tokenSteps(window, place, query.toStep >= run.stepCount);
  const units = (named ?? varyingUnits(window, steps)).slice(0, MOST_UNITS);
  const names = units.flatMap((unit) => (nameOf(unit) === '' ? [] : [[unit, nameOf(unit)] as const]));
  const count = tokenCount - fromToken;
  return {
    about: {
      ...{ model: model.name, ...place, tokens: tokenCount },
      ...{ unitsOfPlace: quantitySize(model.rnn, place.quantity, place), chosen: chosenBecause(named) },
      ...(names.length > 0 && { names: Object.fromEntries(names) }),
    },
    columns: ['token', 'text', ...units.map((unit) => `u${unit}`)],
    rows: steps.map(({ token, step }): Cell[] => [
      token,
      textCell(tokens.textOf(token)),
      ...units.map((unit) => rounded(window.values[step * window.units + unit])),
    ]),
    count,
    rest: (shown) =>
      `${count - shown} of ${count} tokens from ${fromToken} on are left out: ask again with "fromToken": ` +
      `${steps[shown]?.token ?? fromToken + shown}. Fewer "units" leave room for more tokens.`,
  };
}

function chosenBecause(named: readonly number[] | undefined): string {
  if (!named) return 'those that vary most at the tokens that were looked at; name others with "units"';
  return named.length > MOST_UNITS ? `the first ${MOST_UNITS} of those named` : 'those named';
}

/** The tokens that a window has all steps of. */
function tokenSteps({ tokens }: StateWindow, { direction }: StatePlace, isEnd: boolean): TokenStep[] {
  const found: TokenStep[] = [];
  tokens.forEach((token, step) => {
    if (token === NO_TOKEN) return;
    if (found[found.length - 1]?.token !== token) found.push({ token, step });
    else if (direction === 'forward') found[found.length - 1] = { token, step };
  });
  // The window may end within its last token.
  if (!isEnd && found.length > 1) found.pop();
  return found;
}

function varyingUnits({ values, units }: StateWindow, steps: readonly TokenStep[]): number[] {
  const spread = Array.from({ length: units }, (_, unit) => {
    const own = steps.map(({ step }) => values[step * units + unit]);
    return { unit, spread: Math.max(...own) - Math.min(...own) };
  });
  return spread
    .sort((a, b) => b.spread - a.spread || a.unit - b.unit)
    .slice(0, SOME_UNITS)
    .map(({ unit }) => unit);
}
