/** Where the parts of the heatmap are, in CSS pixels from the top left of its viewport. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Unit numbers stand left of this. */
  readonly gutterPx: number;
  /** Height of the steps' text above the columns. */
  readonly rulerPx: number;
  /** Units with a tall row of their own right under the text, in the order of their rows. */
  readonly pins: readonly number[];
  /** Height of each pinned unit's row. */
  readonly pinPx: number;
  /** Height of the selected unit's own row, under the pinned ones. */
  readonly selectedPx: number;
  readonly rowPx: number;
  /** Width of a step; under 1 several steps share a column of one pixel. */
  readonly stepPx: number;
  readonly units: number;
  readonly steps: number;
  /** How far the content is scrolled. */
  readonly offsetX: number;
  readonly offsetY: number;
}

const GAP_PX = 6;
const FEW_UNITS = 8;

/** What stands above the texture of all units. */
export type HeadGeometry = Pick<Geometry, 'rulerPx' | 'pins' | 'pinPx' | 'selectedPx'>;

/** Top edge of the row of a pinned unit, by its place among the pinned ones. */
export function pinY({ rulerPx, pinPx }: HeadGeometry, place: number): number {
  return rulerPx + place * pinPx;
}

/** Top edge of the selected unit's own row. */
export function selectedY(geometry: HeadGeometry): number {
  return pinY(geometry, geometry.pins.length);
}

/** Top of the texture of all units. */
export function bodyTop(geometry: HeadGeometry): number {
  return selectedY(geometry) + geometry.selectedPx + GAP_PX;
}

/** Height of a unit's row: what fits into `availablePx`, never under 3 nor over 14 (28 where units are few). */
export function rowHeight(units: number, availablePx: number): number {
  const most = units <= FEW_UNITS ? 28 : 14;
  return Math.min(most, Math.max(3, availablePx / Math.max(1, units)));
}

/** Height of a pinned unit's row: tall enough to read bars in, lower where the viewport is. */
export function pinHeight(viewportPx: number): number {
  return Math.max(16, Math.min(30, Math.round(viewportPx / 14)));
}

/** Steps that share a column of pixels: 1 unless a step is narrower than a pixel. */
export function stepsPerColumn(stepPx: number): number {
  return Math.max(1, Math.round(1 / stepPx));
}

/** Left edge of a step's column. */
export function stepX(geometry: Geometry, step: number): number {
  return geometry.gutterPx + step * geometry.stepPx - geometry.offsetX;
}

/** Top edge of a unit's row. */
export function unitY(geometry: Geometry, unit: number): number {
  return bodyTop(geometry) + unit * geometry.rowPx - geometry.offsetY;
}

/** Steps `[from, to)` of which at least a part is in sight; `from` starts a column. */
export function visibleSteps(geometry: Geometry): readonly [number, number] {
  const perColumn = stepsPerColumn(geometry.stepPx);
  const from = Math.floor(geometry.offsetX / geometry.stepPx / perColumn) * perColumn;
  const seen = Math.max(0, geometry.width - geometry.gutterPx);
  const to = Math.ceil((geometry.offsetX + seen) / geometry.stepPx);
  return [Math.max(0, from), Math.min(geometry.steps, to)];
}

/** Units `[from, to)` of which at least a part is in sight. */
export function visibleUnits(geometry: Geometry): readonly [number, number] {
  const seen = Math.max(0, geometry.height - bodyTop(geometry));
  const from = Math.floor(geometry.offsetY / geometry.rowPx);
  return [Math.max(0, from), Math.min(geometry.units, Math.ceil((geometry.offsetY + seen) / geometry.rowPx))];
}

/** What is at a point: a step, and the unit whose row it is (null in the text and in the selected unit's row). */
export function cellAt(
  geometry: Geometry,
  x: number,
  y: number,
): { readonly step: number; readonly unit: number | null } | null {
  const step = Math.floor((x - geometry.gutterPx + geometry.offsetX) / geometry.stepPx);
  if (x < geometry.gutterPx || step < 0 || step >= geometry.steps) return null;
  if (y < bodyTop(geometry)) return { step, unit: unitAt(geometry, y) };
  const unit = unitAt(geometry, y);
  return unit === null ? null : { step, unit };
}

/** The unit whose pinned row or row in the texture is at a height; null where there is none. */
export function unitAt(geometry: Geometry, y: number): number | null {
  if (y >= bodyTop(geometry)) {
    const unit = Math.floor((y - bodyTop(geometry) + geometry.offsetY) / geometry.rowPx);
    return unit < geometry.units ? unit : null;
  }
  if (y < geometry.rulerPx) return null;
  return geometry.pins[Math.floor((y - geometry.rulerPx) / geometry.pinPx)] ?? null;
}

/** Numbers of the units that get a label, so that labels stand at least `minimumPx` apart. */
export function labelledUnits(geometry: Geometry, minimumPx: number): number[] {
  const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
  const step = steps.find((candidate) => candidate * geometry.rowPx >= minimumPx) ?? 2000;
  const [from, to] = visibleUnits(geometry);
  const first = Math.ceil(from / step) * step;
  return Array.from(
    { length: Math.max(0, Math.ceil((to - first) / step)) },
    (_, index) => first + index * step,
  );
}
