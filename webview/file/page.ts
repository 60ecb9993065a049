import type { FileViewState, NetworkLayer } from '../../src/protocol/fileView.js';
import { LiveRegion } from '../a11y.js';
import { h, setAttributes } from '../dom.js';
import { t } from '../sentences/text.js';
import { button } from '../ui/toolkit.js';
import { layersOf } from './layers.js';
import type { AskStatistics } from './statistics.js';
import { cell, rowHead, section, table } from './tables.js';
import { TensorTable } from './tensors.js';

/** What the page may ask of the host. */
export interface FileHost {
  readonly layers: () => Promise<readonly NetworkLayer[]>;
  readonly statistics: AskStatistics;
  readonly read: () => void;
  readonly runOn: () => void;
}

type Contents = Extract<FileViewState, { kind: 'contents' }>;

/** The page of one model file: what it is, its layers, its tensors, what it says. */
export class FilePage {
  private readonly live = new LiveRegion();
  private readonly main = h('main', { class: 'file-page' });
  private tensors: TensorTable | null = null;

  constructor(
    root: HTMLElement,
    private readonly host: FileHost,
  ) {
    setAttributes(root, { class: 'lens file-view' });
    root.append(this.main, this.live.element);
  }

  show(state: FileViewState): void {
    this.tensors?.end();
    this.tensors = null;
    const name = state.kind === 'contents' ? state.contents.name : state.name;
    document.title = name;
    const children = state.kind === 'contents' ? this.contents(state) : this.before(state);
    this.main.replaceChildren(h('h1', {}, name), ...children);
  }

  private before(state: Exclude<FileViewState, Contents>): readonly HTMLElement[] {
    const { name } = state;
    if (state.kind === 'reading') return [h('p', { role: 'status' }, t('file.reading', { name }))];
    const isUntrusted = state.kind === 'untrusted';
    const said = isUntrusted ? t('file.untrusted', { name }) : state.sentence;
    const read = button(t(isUntrusted ? 'file.read' : 'file.again'), this.host.read);
    read.setPrimary(isUntrusted);
    return [
      h('p', { role: isUntrusted ? null : 'alert', class: isUntrusted ? '' : 'problem' }, said),
      read.element,
    ];
  }

  private contents({ contents, refusal }: Contents): readonly HTMLElement[] {
    const { format, sizeBytes, tensorCount, numbers } = contents;
    const { statistics, runOn } = this.host;
    const summary = t('file.summary', { format, size: sizeText(sizeBytes), tensors: tensorCount, numbers });
    const run = button(t('file.runOn'), runOn);
    run.setPrimary(true);
    const can = refusal
      ? h('p', { class: 'file-can file-refused' }, t('file.refused', { reason: refusal }))
      : h('div', { class: 'file-can' }, h('p', {}, t('file.runs')), run.element);
    this.tensors = new TensorTable(contents, statistics, this.live);
    const layers = layersOf(contents, refusal === null, this.host.layers);
    const said = h('div', { class: 'file-said' }, ...symbolsOf(contents), ...factsOf(contents));
    return [
      h('p', { class: 'file-summary dim' }, summary),
      can,
      h('div', { class: 'file-columns' }, layers, this.tensors.element, said),
    ];
  }
}

function symbolsOf({ vocabularies, labels, labelCount }: Contents['contents']): readonly HTMLElement[] {
  const left = labelCount - labels.length;
  const listed = labels.join(', ');
  const all = left > 0 ? t('file.moreLabels', { labels: listed, n: left }) : listed;
  const items = [
    ...vocabularies.map(({ place, count }) => t('file.vocabulary', { place, n: count })),
    ...(labelCount > 0 ? [t('file.labels', { n: labelCount, labels: all })] : []),
  ];
  if (items.length === 0) return [];
  return [section('symbols', t('file.symbols'), h('ul', {}, ...items.map((item) => h('li', {}, item))))];
}

function factsOf({ facts }: Contents['contents']): readonly HTMLElement[] {
  if (facts.length === 0) return [];
  const { element, body } = table(t('file.facts'), [
    { name: 'name', title: t('file.fact') },
    { name: 'value', title: t('file.value') },
  ]);
  body.append(...facts.map(({ name, value }) => h('tr', {}, rowHead(name), cell('value', value))));
  return [section('facts', t('file.facts'), element)];
}

/** A size as file managers write it, in powers of ten. */
function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1000 ** power;
  return `${power === 0 ? size : size.toFixed(size < 10 ? 1 : 0)} ${units[power]}`;
}
