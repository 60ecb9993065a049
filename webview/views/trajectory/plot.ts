import { placeOfPoint } from '../../../src/core/views/trajectory.js';
import { h, onPixelRatioChange } from '../../dom.js';
import { paintPoints, type PointPicture } from './paint.js';
import type { ShownPoint } from './points.js';

/** How near the pointer must be to a point. */
const NEAR_PX = 16;

/** The canvas of a trajectory: a click goes to the point that is nearest. */
export class PointPlot {
  private readonly canvas = h('canvas', { 'aria-hidden': 'true' });
  readonly first = h('span', { class: 'trajectory-first' });
  readonly second = h('span', { class: 'trajectory-second' });
  readonly element = h(
    'div',
    { class: 'trajectory-plot', tabindex: 0, role: 'application' },
    this.canvas,
    this.second,
    this.first,
  );
  private picture: PointPicture | null = null;

  constructor(actions: {
    /** A step was clicked. */
    step(step: number): void;
    /** The pointer is near a step, or near none. */
    hover(step: number | null): void;
    resized(): void;
  }) {
    new ResizeObserver(() => actions.resized()).observe(this.element);
    onPixelRatioChange(() => actions.resized());
    this.element.addEventListener('click', (event) => {
      const point = this.pointAt(event);
      if (point) actions.step(point.step);
    });
    this.element.addEventListener('pointermove', (event) => {
      const step = this.pointAt(event)?.step ?? null;
      if (step !== (this.picture?.hover ?? null)) actions.hover(step);
    });
    this.element.addEventListener('pointerleave', () => {
      if ((this.picture?.hover ?? null) !== null) actions.hover(null);
    });
  }

  /** Width and height of what can be drawn on, in CSS pixels. */
  get size(): readonly [width: number, height: number] {
    return [this.element.clientWidth, this.element.clientHeight];
  }

  draw(picture: PointPicture): void {
    this.picture = picture;
    const { width, height } = picture.frame;
    const zoom = (this.canvas as { readonly currentCSSZoom?: number }).currentCSSZoom ?? 1;
    const ratio = devicePixelRatio * zoom;
    const [w, hh] = [width, height].map((length) => Math.round(length * ratio));
    if (this.canvas.width !== w) this.canvas.width = w;
    if (this.canvas.height !== hh) this.canvas.height = hh;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    const context = this.canvas.getContext('2d');
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    if (context) paintPoints(context, picture);
  }

  /** The point that is nearest to an event, of those on the way first. */
  private pointAt(event: MouseEvent): ShownPoint | null {
    const { picture } = this;
    if (!picture) return null;
    const box = this.canvas.getBoundingClientRect();
    const zoom = box.width / Math.max(1, this.canvas.offsetWidth);
    const [left, top] = [(event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom];
    let [best, least]: [ShownPoint | null, number] = [null, NEAR_PX];
    for (const point of picture.points) {
      const [x, y] = placeOfPoint(picture.frame, point.x, point.y);
      const isOnWay = point.step >= picture.way[0] && point.step < picture.way[1];
      const distance = Math.hypot(x - left, y - top) - (isOnWay ? 3 : 0);
      if (distance < least) [best, least] = [point, distance];
    }
    return best;
  }
}
