/** HTML and its relatives, read as what is between the tags. */

import { isBlank, MAX_BLOCK_UTF16, lookLimit, type BlockEnd, type Markup } from './markup.js';
import type { Prose } from './prose.js';
import { entityAt, rawEnd, tagAt, type Tag } from './tags.js';

/** States: in text of which something was read, in a comment, in an element (`raw:` and its name), or at a new block. */
const [AT_BLOCK, IN_TEXT, IN_COMMENT, RAW] = ['', 'text', 'comment', 'raw:'];

/** Closes a stretch that is not read, and where that ends; the text goes on unread if it does not end here. */
function unread(text: string, at: number, limit: number, state: string): BlockEnd {
  const end =
    state === IN_COMMENT ? commentEnd(text, at, limit) : rawEnd(text, at, limit, state.slice(RAW.length));
  if (end >= 0) return { endUtf16: end, state: AT_BLOCK };
  // A closing mark may be cut by the limit: what is left of it is looked at again.
  const most = at + MAX_BLOCK_UTF16;
  return { endUtf16: Math.min(text.length, most), state };
}

function commentEnd(text: string, at: number, limit: number): number {
  const end = text.slice(at, limit).indexOf('-->');
  return end < 0 ? -1 : at + end + 3;
}

/** One block: up to a tag that ends what is read as one. */
class HtmlBlock {
  private readonly limit: number;
  private readonly most: number;
  private kept: number;

  constructor(
    private readonly text: string,
    private at: number,
    private readonly prose: Prose,
  ) {
    this.limit = lookLimit(text, at);
    this.most = Math.min(text.length, at + MAX_BLOCK_UTF16);
    this.kept = at;
  }

  read(): BlockEnd {
    const { text, most } = this;
    while (this.at < most) {
      const code = text.charCodeAt(this.at);
      if (code === 60) {
        const end = this.markupAt();
        if (end) return end;
      } else if (code === 38) this.entity();
      else if (isBlank(code)) this.space();
      else this.at++;
    }
    this.flush(this.at);
    if (this.at >= text.length) this.prose.endBlock(this.at);
    return { endUtf16: this.at, state: IN_TEXT };
  }

  /** A tag, a comment or a declaration; where the block ends, if it does here. */
  private markupAt(): BlockEnd | null {
    const { text, at, limit } = this;
    if (text.startsWith('<!--', at)) {
      const end = commentEnd(text, at + 4, limit);
      return end < 0 ? this.leave(at, at + 4, IN_COMMENT) : this.skip(end);
    }
    if (text.startsWith('<!', at) || text.startsWith('<?', at)) {
      const end = text.slice(at, Math.min(limit, at + 1024)).indexOf('>');
      if (end >= 0) return this.leave(at, at + end + 1, AT_BLOCK);
    }
    const tag = tagAt(text, at, limit);
    if (!tag) {
      this.at++;
      return null;
    }
    return this.tag(tag);
  }

  private tag({ endUtf16, isBlock, isBreak, opensRaw, name }: Tag): BlockEnd | null {
    if (opensRaw) return this.leave(this.at, endUtf16, RAW + name);
    if (isBlock) return this.leave(this.at, endUtf16, AT_BLOCK);
    return this.skip(endUtf16, isBreak ? '\n' : '');
  }

  /** Goes on behind what stands within a block, and is read as something else or not at all. */
  private skip(endUtf16: number, read = ''): null {
    this.flush(this.at);
    this.prose.put(this.at, endUtf16, read);
    this.at = this.kept = endUtf16;
    return null;
  }

  private leave(from: number, endUtf16: number, state: string): BlockEnd {
    this.flush(from);
    this.prose.endBlock(from);
    return { endUtf16, state };
  }

  private entity(): void {
    const entity = entityAt(this.text, this.at, this.limit);
    if (entity) this.skip(entity.endUtf16, entity.read);
    else this.at++;
  }

  /** Line breaks between words are spaces. */
  private space(): void {
    const from = this.at;
    let breaks = false;
    while (this.at < this.most && isBlank(this.text.charCodeAt(this.at))) {
      const code = this.text.charCodeAt(this.at++);
      breaks ||= code === 10 || code === 13;
    }
    if (!breaks) return;
    this.flush(from);
    this.prose.put(from, this.at, ' ');
    this.kept = this.at;
  }

  private flush(to: number): void {
    this.prose.keep(this.kept, to);
    this.kept = to;
  }
}

/** HTML, XML and templates of them. */
export const HTML: Markup = {
  initial: AT_BLOCK,
  block(text, start, state, prose) {
    const limit = lookLimit(text, start);
    if (state === IN_COMMENT || state.startsWith(RAW)) return unread(text, start, limit, state);
    prose.begin(state === IN_TEXT);
    return new HtmlBlock(text, start, prose).read();
  },
};
