import { likeStretches } from '../../core/analysis/likeStretches.js';
import type { ModelDescription } from '../../protocol/engine.js';
import type { RankedSelection, RankedUnit, TextRange } from '../../protocol/units.js';
import type { UnitCourse, UnitCourseAsked } from '../../protocol/training.js';
import type { EngineClient, ModelFiles } from '../engineClient.js';
import { Refusal } from '../refusal.js';
import type { Run } from '../run.js';
import { t } from '../sentences.js';

/** Documents of the engine that nobody is shown have ids of their own. */
let nextId = -1;

/** What a course needs of a training. */
export interface CheckpointModels {
  /** Kept ones, ascending. */
  readonly checkpoints: readonly number[];
  /** Of the training, see `Trainings.version`. */
  readonly version: string;
  read(checkpoint: number): Promise<ModelFiles>;
}

/**
 * How well units tell a stretch of a run's text from the rest, at each checkpoint of a training: the engine reads the text
 * with each network, one after the other.
 */
export async function unitCourse(
  engine: Pick<EngineClient, 'call' | 'loadModel'>,
  run: Run,
  models: CheckpointModels,
  { training, fromToken, toToken, unit, fromCheckpoint = 0 }: UnitCourseAsked,
  signal: AbortSignal,
  tell: (share: number) => void = () => undefined,
): Promise<UnitCourse> {
  const text = run.tokens.wholeText();
  const chosen = run.tokens.offsetsBetween(fromToken, toToken);
  const others = likeStretches(text, chosen)?.others ?? [];
  const checkpoints = models.checkpoints.filter((k) => k >= fromCheckpoint);
  const ranked: RankedSelection[] = [];
  for (const checkpoint of checkpoints) {
    const read = async (): Promise<ModelFiles> => named(await models.read(checkpoint), `${training}#course`);
    const model = await engine.loadModel(`${training}#course`, read, `${models.version}#${checkpoint}`);
    ranked.push(await rankedWith(engine, model, text, { chosen: [chosen], others }, signal));
    tell(ranked.length / checkpoints.length);
  }
  return {
    name: training,
    checkpoints: Uint32Array.from(checkpoints),
    ...areas(ranked, unit),
    best: ranked.map(({ units: [best] }) => best),
    ofOthers: others.length > 0,
  };
}

async function rankedWith(
  engine: Pick<EngineClient, 'call'>,
  { name, task }: ModelDescription,
  text: string,
  ranges: { readonly chosen: readonly TextRange[]; readonly others: readonly TextRange[] },
  signal: AbortSignal,
): Promise<RankedSelection> {
  const documentId = nextId--;
  const unit = task === 'classification' ? ({ unit: 'line' } as const) : {};
  try {
    await engine.call('run', { documentId, modelName: name, text, visible: [0, 0], ...unit }, { signal });
    return await engine.call('rankUnits', { documentId, ...ranges }, { signal });
  } finally {
    void engine.call('closeDocument', { documentId }).catch(() => undefined);
  }
}

/** Areas on one side, the one that the unit has at the last checkpoint; of the best units each on its own. */
function areas(
  ranked: readonly RankedSelection[],
  unit: UnitCourseAsked['unit'],
): Pick<UnitCourse, 'auc' | 'chance'> {
  const chance = Float32Array.from(ranked, ({ othersChance, chosenChance }) => othersChance ?? chosenChance);
  if (!unit) return { chance, auc: Float32Array.from(ranked, ({ units: [best] }) => areaOf(best)) };
  const followed = ranked.map(({ units }) =>
    units.find(
      (one) =>
        one.layer === unit.layer &&
        one.direction === unit.direction &&
        one.unit === unit.unit &&
        one.quantity === unit.quantity,
    ),
  );
  if (followed.some((one) => !one)) throw new Refusal(t('Of this unit, h and c are followed only.'));
  const found = followed as RankedUnit[];
  const side = found.at(-1)?.side;
  return {
    chance,
    auc: Float32Array.from(found, (one) => (one.side === side ? areaOf(one) : 1 - areaOf(one))),
  };
}

/** Of the stretches that were not chosen where there are some. */
function areaOf({ others, steady }: RankedUnit): number {
  return others ?? steady;
}

/** The files of a model under another name: the engine knows models by theirs. */
export function named(files: ModelFiles, name: string): ModelFiles {
  return { ...files, manifest: JSON.stringify({ ...(JSON.parse(files.manifest) as object), name }) };
}
