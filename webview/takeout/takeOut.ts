/** What people take out of the view in front: its picture and its table. */
import type { HandedPart, Target } from '../../src/protocol/handedOver.js';
import type { PanelRun } from '../../src/protocol/panel.js';
import type { Clicks } from '../data/channel.js';
import { t } from '../sentences/text.js';
import type { RunView } from '../views/view.js';
import { pictureOf, pngOf } from './picture.js';
import { rowsText, tablesIn } from './tables.js';

/** The view in front. */
export interface FrontView {
  readonly name: string;
  readonly title: string;
  readonly view: RunView;
}

/** A message stays below 1 MB. */
const PART_BYTES = 500_000;

let handed = 0;

/** The front view's picture, as SVG and as PNG: where it goes people say then. */
export async function savePicture(
  rpc: Pick<Clicks, 'emit'>,
  { name, title, view }: FrontView,
  run: PanelRun,
): Promise<void> {
  const { documentName, model } = run;
  const caption = t('out.caption', { title, document: documentName, model: model.name });
  const picture = pictureOf(view.ownPicture?.() ?? view.element, caption);
  const svg = new TextEncoder().encode(picture.svg);
  const png = await pngOf(picture);
  handOver(rpc, { to: 'file', name: `${model.name}.${name}` }, { png, svg });
}

/** The front view's table; false where it has none. */
export function takeTable(
  rpc: Pick<Clicks, 'emit'>,
  { name, view }: FrontView,
  { model }: PanelRun,
  to: Target,
): boolean {
  const own = view.ownTable?.() ?? null;
  if (own && 'by' in own) rpc.emit('takeRows', { ...own, to });
  const text = own && !('by' in own) ? rowsText(own) : own ? '' : tablesIn(view.element);
  if (text !== '')
    handOver(rpc, { to, name: `${model.name}.${name}` }, { tsv: new TextEncoder().encode(text) });
  return own !== null || text !== '';
}

function handOver(
  rpc: Pick<Clicks, 'emit'>,
  to: Pick<HandedPart, 'to' | 'name'>,
  files: Partial<Record<HandedPart['ending'], Uint8Array>>,
): void {
  const id = ++handed;
  const parts = Object.entries(files).flatMap(([ending, bytes]) =>
    Array.from({ length: Math.max(1, Math.ceil(bytes.length / PART_BYTES)) }, (_, k) => ({
      ending: ending as HandedPart['ending'],
      bytes: bytes.slice(k * PART_BYTES, (k + 1) * PART_BYTES),
    })),
  );
  parts.forEach((part, k) => rpc.emit('handOver', { ...to, ...part, id, isLast: k === parts.length - 1 }));
}
