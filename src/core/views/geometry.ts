/** Where the parts of the heatmap are, in CSS pixels from the top left of its viewport. */
export interface Geometry {
  readonly width: number;
  readonly height: number;
  /** Unit numbers stand left of this. */
  readonly gutterPx: number;
  /** Height of the tokens' text above the columns. */
  readonly rulerPx: number;
  /** Height of the selected unit's own row. */
  readonly pinnedPx: number;
  readonly rowPx: number;
  /** Width of a token; under 1 several tokens share a column of one pixel. */
  readonly tokenPx: number;
  readonly units: number;
  readonly tokens: number;
  /** How far the content is scrolled. */
  readonly offsetX: number;
  readonly offsetY: number;
}

const GAP_PX = 6;

/** Top of the texture of all units. */
export function bodyTop(geometry: Geometry): number {
  return geometry.rulerPx + geometry.pinnedPx + GAP_PX;
}

/** Height of a unit's row: what fits into `availablePx`, but never under 3 nor over 14. */
export function rowHeight(units: number, availablePx: number): number {
  return Math.min(14, Math.max(3, availablePx / Math.max(1, units)));
}

/** Tokens that share a column of pixels: 1 unless a token is narrower than a pixel. */
export function tokensPerColumn(tokenPx: number): number {
  return Math.max(1, Math.round(1 / tokenPx));
}

/** Left edge of a token's column. */
export function tokenX(geometry: Geometry, token: number): number {
  return geometry.gutterPx + token * geometry.tokenPx - geometry.offsetX;
}

/** Top edge of a unit's row. */
export function unitY(geometry: Geometry, unit: number): number {
  return bodyTop(geometry) + unit * geometry.rowPx - geometry.offsetY;
}

/** Tokens `[from, to)` of which at least a part is in sight; `from` starts a column. */
export function visibleTokens(geometry: Geometry): readonly [number, number] {
  const perColumn = tokensPerColumn(geometry.tokenPx);
  const from = Math.floor(geometry.offsetX / geometry.tokenPx / perColumn) * perColumn;
  const seen = Math.max(0, geometry.width - geometry.gutterPx);
  const to = Math.ceil((geometry.offsetX + seen) / geometry.tokenPx);
  return [Math.max(0, from), Math.min(geometry.tokens, to)];
}

/** Units `[from, to)` of which at least a part is in sight. */
export function visibleUnits(geometry: Geometry): readonly [number, number] {
  const seen = Math.max(0, geometry.height - bodyTop(geometry));
  const from = Math.floor(geometry.offsetY / geometry.rowPx);
  return [Math.max(0, from), Math.min(geometry.units, Math.ceil((geometry.offsetY + seen) / geometry.rowPx))];
}

/** What is at a point: a token and, in the texture, a unit (null in the text and in the pinned row). */
export function cellAt(
  geometry: Geometry,
  x: number,
  y: number,
): { readonly token: number; readonly unit: number | null } | null {
  const token = Math.floor((x - geometry.gutterPx + geometry.offsetX) / geometry.tokenPx);
  if (x < geometry.gutterPx || token < 0 || token >= geometry.tokens) return null;
  if (y < bodyTop(geometry)) return { token, unit: null };
  const unit = Math.floor((y - bodyTop(geometry) + geometry.offsetY) / geometry.rowPx);
  return unit < geometry.units ? { token, unit } : null;
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
