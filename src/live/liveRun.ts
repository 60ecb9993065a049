import type { ContentChange } from '../core/session/editedText.js';
import type { EngineClientContract } from '../protocol/engine.js';
import type { ModelDescription } from '../protocol/model.js';
import { addChanges, shiftRange, type EditMap, type TextChange } from './editMap.js';
import { Follower, type FollowerCalls, type TextState } from './follower.js';
import type { LiveText } from './liveText.js';
import { Refusal } from './refusal.js';
import { Run } from './run.js';
import type { RunSettings, TagRequest } from './runRequest.js';
import { t } from './sentences.js';

type Payload<K extends keyof EngineClientContract['events']> = EngineClientContract['events'][K];

/** A change as editors tell it. */
export type Change = ContentChange & TextChange;

/** A run that the engine knows, what follows its document's edits, and how it was asked for. */
export class LiveRun {
  readonly run: Run;
  readonly follower: Follower;
  /** All edits since, where only a part of the text was run. */
  private edits: EditMap = [];

  /** `text` is the document's as it is now. */
  constructor(
    documentId: number,
    { document, byHand }: TagRequest,
    text: string,
    model: ModelDescription,
    private readonly settings: RunSettings,
    calls: FollowerCalls,
  ) {
    const { unit, range, initialState, languageId, script } = settings;
    const source = {
      documentId,
      documentName: document.name,
      documentUri: document.uri,
      version: document.version,
      text,
      model,
      unit: unit ?? model.segment,
      range: range ?? null,
      languageId,
      script,
      continued: initialState !== undefined,
      byHand,
    };
    this.run = new Run(source, document.current);
    this.follower = new Follower(this.run, text.length, calls);
  }

  /** How much of it is labelled, 0 to 1. */
  get share(): number {
    const { rowCount, taggedCount } = this.run;
    return rowCount > 0 ? taggedCount / rowCount : 0;
  }

  /** The engine told where the tokens are, and takes edits from now on. */
  segmented({ starts, ends, segmentOffsets }: Payload<'segmented'>): void {
    this.run.segmented(starts, ends, segmentOffsets);
    this.follower.opened();
  }

  /** The engine labelled some of it; nothing of that counts if it was of a text that is gone. */
  tagged({ from, labels, probabilities }: Payload<'tagged'>): void {
    if (!this.follower.lostTrack) this.run.tagged(from, labels, probabilities);
  }

  /** Follows an edit of the document, or is left behind by it. */
  edited(
    changes: readonly Change[],
    after: TextState,
    follows: boolean,
    visible: readonly [number, number],
  ): void {
    if (follows && this.follower.canFollow) this.follower.edited(changes, after, visible);
    else this.follower.leftBehind(changes);
  }

  /** Keeps where the part of the text is that was run. */
  moved(changes: readonly Change[]): void {
    if (this.settings.range) this.edits = addChanges(this.edits, changes);
  }

  /** The request to run the same once more, on the text as it is then; nobody can cancel it but the next one. */
  again(document: LiveText): TagRequest {
    const { source, model } = this.run;
    return {
      document,
      modelName: () => Promise.resolve(model.name),
      byHand: source.byHand,
      settings: () => this.settingsFor(document),
      signal: new AbortController().signal,
    };
  }

  /** Throws a sentence if the part of the text that was run is no more. */
  private settingsFor(document: LiveText): RunSettings {
    const visible = document.visible();
    const { range } = this.settings;
    if (!range) return { ...this.settings, visible };
    const moved = shiftRange(this.edits, ...range);
    if (moved) return { ...this.settings, visible, range: moved };
    throw new Refusal(
      t('The selected text was edited while the engine stopped: select the text and run the command again.'),
    );
  }
}
