/** What is asked of two documents of different networks: likeness, counterparts, and two units over the same tokens. */
import {
  compareNetworks,
  findCounterparts,
  type Counterparts,
  type NetworkComparison,
} from '../core/analysis/networks/compareNetworks.js';
import { kinshipOf, type Kinship } from '../core/analysis/networks/kinship.js';
import { segmentsNetwork, streamNetwork, type ReadNetwork } from '../core/analysis/networks/readNetwork.js';
import { sameStretches } from '../core/analysis/networks/sameStretches.js';
import type { CounterpartLines, CounterpartQuery, NetworkLayer } from '../protocol/networks.js';
import { checkRange } from './documents/engineDocument.js';
import { SegmentedDocument } from './documents/segmentedDocument.js';
import { tokensOf } from './documents/stretches.js';
import type { Job } from './jobs.js';
import type { OpenDocument } from './openDocuments.js';
import { unitValues } from './unitQueries.js';

type Both = readonly [before: OpenDocument, after: OpenDocument];

/** Whether the units of two documents' networks are the same units. */
export function kinship([before, after]: Both): Kinship {
  return kinshipOf(before.document.pipeline.model, after.document.pipeline.model);
}

/** What two networks say, and how alike their layers are. */
export function networkComparison([before, after]: Both, job: Job): Promise<NetworkComparison> {
  return compareNetworks(readNetwork(before), readNetwork(after), job);
}

/** For each unit of a layer and direction of the second network the one of the first that does most like it. */
export function counterparts([before, after]: Both, place: NetworkLayer, job: Job): Promise<Counterparts> {
  return findCounterparts(readNetwork(before), readNetwork(after), place, job);
}

/** A unit of each network at the tokens [fromToken, toToken) of the second; NaN where the first has not that token. */
export async function counterpartLines(
  [before, after]: Both,
  { own, other, fromToken, toToken }: CounterpartQuery,
  job: Pick<Job, 'turn'>,
): Promise<CounterpartLines> {
  checkRange('tokens', fromToken, toToken, after.document.tokenCount);
  const now = await unitValues(after.document, { ...own, quantity: 'h' }, [fromToken, toToken], job);
  const pairs = sameStretches(tokensOf(before), tokensOf(after));
  const inside = Array.from(pairs.after.keys()).filter((k) => {
    return pairs.after[k] >= fromToken && pairs.after[k] < toToken;
  });
  const then = new Float32Array(toToken - fromToken).fill(NaN);
  if (inside.length === 0) return { own: now, other: then };
  const [first, last] = [pairs.before[inside[0]], pairs.before[inside[inside.length - 1]]];
  const read = await unitValues(before.document, { ...other, quantity: 'h' }, [first, last + 1], job);
  for (const k of inside) then[pairs.after[k] - fromToken] = read[pairs.before[k] - first];
  return { own: now, other: then };
}

/** A document as comparing reads it. */
function readNetwork(open: OpenDocument): ReadNetwork {
  const { document, model } = open;
  const tokens = tokensOf(open);
  const source = { pipeline: document.pipeline, tokens: () => tokens };
  if (document instanceof SegmentedDocument)
    return segmentsNetwork({ ...source, forms: (from, to) => document.store.forms(from, to) });
  const isWriter = model.manifest.task === 'language-model';
  return streamNetwork({ ...source, isWriter, window: (from, to) => document.window(from, to) });
}
