import type { Disposable, Event } from 'vscode';

/** Says one thing at a time, and that no longer than it is so. */
export class OneMessage {
  private shown: { dispose(): unknown } | null = null;

  /** `show` shows a message until what it returns is disposed of, or until it was there long enough. */
  constructor(private readonly show: (message: string) => Pick<Disposable, 'dispose'>) {}

  /** Says this instead of what was said before, until one of the events tells that it is not so any more. */
  say(message: string, over: readonly Event<unknown>[]): void {
    this.hush();
    const item = this.show(message);
    const subscriptions: Pick<Disposable, 'dispose'>[] = [];
    const shown = {
      dispose: () => {
        item.dispose();
        for (const subscription of subscriptions) subscription.dispose();
      },
    };
    this.shown = shown;
    subscriptions.push(...over.map((event) => event(() => shown.dispose())));
  }

  /** What was said last is over. */
  hush(): void {
    this.shown?.dispose();
    this.shown = null;
  }
}
