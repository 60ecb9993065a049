import type { Scale } from '../../../src/core/views/scales.js';
import { stretchOf, type StepStretch } from './chosen.js';
import { stepLeft, valueAt, valueTop, type PlotGeometry } from './plotPaint.js';

/** How near the pointer must be to take hold of the threshold. */
const GRIP_PX = 6;

/** What people do in the plot. */
export interface PlotActions {
  /** They choose a stretch; it is done when they let go. */
  brush(stretch: StepStretch | null, isDone: boolean): void;
  threshold(value: number): void;
  /** They clicked a step. */
  step(step: number): void;
}

/** What is under the pointer. */
export interface PlotUnder {
  readonly geometry: PlotGeometry;
  readonly scale: Scale;
  readonly threshold: number;
}

type Drag =
  { readonly kind: 'threshold' } | { readonly kind: 'brush'; readonly from: number; moved: boolean };

/** Drags the threshold by its line (or in the gutter), and chooses a stretch everywhere else. */
export class PlotPointer {
  private drag: Drag | null = null;

  /** `under` is null while nothing is drawn. */
  constructor(
    private readonly layer: HTMLElement,
    private readonly actions: PlotActions,
    private readonly under: () => PlotUnder | null,
  ) {
    layer.addEventListener('pointerdown', (event) => this.down(event));
    layer.addEventListener('pointermove', (event) => this.move(event));
    for (const name of ['pointerup', 'pointercancel'] as const)
      layer.addEventListener(name, (event) => this.up(event));
  }

  get isDragging(): boolean {
    return this.drag !== null;
  }

  private down(event: PointerEvent): void {
    const under = this.under();
    if (event.button !== 0 || !under) return;
    this.layer.closest<HTMLElement>('[tabindex]')?.focus({ preventScroll: true });
    this.layer.setPointerCapture(event.pointerId);
    const isOnThreshold = this.isNear(event, under) || this.x(event) < under.geometry.gutterPx;
    this.drag = isOnThreshold
      ? { kind: 'threshold' }
      : { kind: 'brush', from: this.stepAt(event, under), moved: false };
    event.preventDefault();
  }

  private move(event: PointerEvent): void {
    const [{ drag }, under] = [this, this.under()];
    if (!under) return;
    if (!drag) return void this.layer.classList.toggle('on-threshold', this.isNear(event, under));
    if (drag.kind === 'threshold') {
      const value = valueAt(under.geometry, under.scale, this.y(event));
      return this.actions.threshold(Math.round(100 * value) / 100);
    }
    const at = this.stepAt(event, under);
    if (at === drag.from && !drag.moved) return;
    drag.moved = true;
    this.actions.brush(stretchOf(drag.from, at), false);
  }

  private up(event: PointerEvent): void {
    const [{ drag }, under] = [this, this.under()];
    this.drag = null;
    if (drag?.kind !== 'brush' || event.type === 'pointercancel' || !under) return;
    if (drag.moved) this.actions.brush(stretchOf(drag.from, this.stepAt(event, under)), true);
    else this.actions.step(drag.from);
  }

  private isNear(event: PointerEvent, { geometry, scale, threshold }: PlotUnder): boolean {
    return Math.abs(this.y(event) - valueTop(geometry, scale, threshold)) <= GRIP_PX;
  }

  private x(event: PointerEvent): number {
    return event.clientX - this.layer.getBoundingClientRect().left;
  }

  private y(event: PointerEvent): number {
    return event.clientY - this.layer.getBoundingClientRect().top;
  }

  private stepAt(event: PointerEvent, { geometry }: PlotUnder): number {
    const step = Math.floor((this.x(event) - stepLeft(geometry, 0)) / geometry.stepPx);
    return Math.max(0, Math.min(geometry.steps - 1, step));
  }
}
