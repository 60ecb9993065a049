/** What ends listening. */
export interface Subscription {
  dispose(): void;
}

/** Tells whoever listens, in the order they came; the same shape as the events of VS Code. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Listens until the result is disposed of. */
  readonly on = (listener: (value: T) => void): Subscription => {
    // Of its own, so that the same function may listen twice.
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return { dispose: () => void this.listeners.delete(own) };
  };

  fire(value: T): void {
    for (const listener of [...this.listeners]) listener(value);
  }

  /** Tells nobody any more. */
  dispose(): void {
    this.listeners.clear();
  }
}
