import type { FileMatch, FileMatches, OtherQuery, SearchedFile } from '../../../src/protocol/otherFiles.js';
import { h, setText } from '../../dom.js';
import { keyOf } from '../../data/questions.js';
import { t } from '../../sentences/text.js';
import { button } from '../../ui/toolkit.js';
import type { Context } from '../view.js';

/** What is looked for, and in whose words. */
export interface FilePattern {
  readonly query: OtherQuery;
  /** `Where unit 76 is below −0.30`. */
  readonly words: string;
}

/** Where the units are on in the workspace's other files: looked for when people ask, until they stop it. */
export class FileSearch {
  private readonly note = h('p', { class: 'dim', role: 'status' });
  private readonly go = button('', () => this.toggle(), 'search-files');
  private readonly list = h('div', { class: 'file-matches' });
  readonly element = h(
    'section',
    { 'aria-label': t('files.title') },
    h('h3', {}, t('files.title')),
    this.go.element,
    this.note,
    this.list,
  );
  /** What was asked for, as it was then; null: nothing. */
  private asked: FilePattern | null = null;
  private round = 0;
  private current: FilePattern | null = null;
  private shown: FileMatches | null = null;
  private state: 'idle' | 'searching' | 'done' = 'idle';

  constructor(
    private readonly context: Context,
    private readonly again: () => void,
  ) {}

  /** `pattern` is what would be looked for now; null while there is nothing to look for. */
  render(pattern: FilePattern | null): void {
    this.current = pattern;
    const { cache } = this.context.data;
    const question = this.asked && this.questionOf(this.asked);
    const found = question && cache.want(question);
    const problem = question && cache.problemOf(question);
    this.state = !question || problem ? 'idle' : cache.isAnswered(question) ? 'done' : 'searching';
    const isOther =
      this.asked !== null && JSON.stringify(pattern?.query) !== JSON.stringify(this.asked.query);
    this.go.setVisible(pattern !== null || this.state === 'searching');
    this.go.setText(t('files.go', { state: this.state === 'done' && isOther ? 'idle' : this.state }));
    setText(this.note, problem ?? this.noteOf(found, question && cache.shareOf(keyOf(question))));
    this.note.hidden = this.note.textContent === '';
    if (found === this.shown) return;
    this.shown = found;
    this.list.replaceChildren(...(found?.files ?? []).map((file) => this.file(file)));
  }

  /** What was looked for is of a run that is gone. */
  forget(): void {
    this.asked = null;
  }

  private toggle(): void {
    if (this.state === 'searching') {
      this.asked = null;
      this.context.live.say(t('files.stopped'));
    } else {
      this.round++;
      this.asked = this.current;
    }
    this.again();
  }

  private questionOf({ query }: FilePattern) {
    return { method: 'fileMatches', params: { ...query, round: this.round } } as const;
  }

  private noteOf(found: FileMatches | null, share: number | null): string {
    if (this.asked === null) return '';
    const { words } = this.asked;
    if (this.state === 'searching')
      return t('files.searching', { words, percent: Math.floor(100 * (share ?? 0)) });
    if (!found) return '';
    const { files, searched, left } = found;
    const count = files.reduce((sum, file) => sum + file.count, 0);
    return t('files.found', {
      ...{ words, places: count, files: files.length, searched, left },
      some: left > 0 ? 'yes' : 'no',
    });
  }

  private file(file: SearchedFile): HTMLElement {
    const rest = file.count - file.matches.length;
    const more = rest > 0 ? [h('p', { class: 'dim' }, t('units.more', { n: rest }))] : [];
    return h(
      'div',
      { class: 'file', role: 'group', 'aria-label': file.name },
      h('h4', {}, file.name),
      h('ol', { class: 'matches' }, ...file.matches.map((match) => h('li', {}, this.match(file, match)))),
      ...more,
    );
  }

  private match({ uri, name }: SearchedFile, { from, to, text }: FileMatch): HTMLElement {
    const line = String(from[0]);
    const element = h(
      'button',
      { type: 'button', title: t('files.open', { name, line }) },
      h('span', { class: 'mark', 'aria-hidden': 'true' }, '·'),
      h('span', { class: 'text mono' }, text.replace(/\s+/g, ' ').trim()),
      h('span', { class: 'number dim' }),
      h('span', { class: 'number dim' }, t('units.line', { line })),
    );
    element.addEventListener('click', () => this.context.rpc.emit('openMatch', { uri, from, to }));
    return element;
  }
}
