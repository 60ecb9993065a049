import type { HandedOver, HandedPart } from '../protocol/handedOver.js';

/** Puts together what the panel hands over in parts. */
export class HandedParts {
  private id = -1;
  private parts: HandedPart[] = [];

  /** One more part; all of it once it was the last one. What was begun before and not ended is forgotten. */
  add(part: HandedPart): HandedOver | null {
    if (part.id !== this.id) this.parts = [];
    this.id = part.id;
    this.parts.push(part);
    if (!part.isLast) return null;
    const endings = new Set(this.parts.map(({ ending }) => ending));
    const files = new Map(Array.from(endings, (ending) => [ending, this.bytesOf(ending)] as const));
    this.parts = [];
    return { to: part.to, name: part.name, files };
  }

  private bytesOf(ending: HandedPart['ending']): Uint8Array {
    const own = this.parts.filter((part) => part.ending === ending);
    const bytes = new Uint8Array(own.reduce((sum, part) => sum + part.bytes.length, 0));
    let at = 0;
    for (const part of own) {
      bytes.set(part.bytes, at);
      at += part.bytes.length;
    }
    return bytes;
  }
}
