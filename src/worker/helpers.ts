import type { StartWorker } from '../protocol/rpc.js';
import { Helper } from './helper.js';

/** Helpers that end by themselves, in a row and without a result, before no other is started in their place. */
const MOST_FAILURES = 3;

/** A helper that was asked and has not answered for that long is given up. */
const SILENT_MS = 30_000;

/** One of some places that helpers work at. */
interface Place {
  readonly start: StartWorker;
  helper: Helper | null;
  failures: number;
}

/** The helpers of an engine: started when there is much to do, and others in the place of those that ended. */
export class Helpers {
  private readonly places: readonly Place[];

  /** `ended` is told why a helper ended by itself. `now` is a clock, in ms. */
  constructor(
    starts: readonly StartWorker[],
    private readonly ended: (reason: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.places = starts.map((start) => ({ start, helper: null, failures: 0 }));
  }

  /** All that can work, started if they are not there yet. */
  started(): readonly Helper[] {
    return this.places.flatMap((place) => this.startedAt(place) ?? []);
  }

  private startedAt(place: Place): Helper | null {
    const { helper } = place;
    if (helper?.isSilentSince(this.now() - SILENT_MS))
      this.giveUp(place, helper, 'it did not answer any more');
    if (place.helper || place.failures >= MOST_FAILURES) return place.helper;
    try {
      const fresh: Helper = new Helper(
        place.start((reason) => this.giveUp(place, fresh, reason)),
        this.now,
      );
      return (place.helper = fresh);
    } catch (error) {
      // Where workers may not have workers of their own, for example.
      place.failures = MOST_FAILURES;
      this.ended(error instanceof Error ? error.message : String(error));
      return null;
    }
  }

  private giveUp(place: Place, helper: Helper, reason: string): void {
    if (place.helper !== helper) return;
    place.failures = helper.hasAnswered ? 1 : place.failures + 1;
    place.helper = null;
    helper.close(`The helper ended: ${reason}`);
    this.ended(reason);
  }
}
