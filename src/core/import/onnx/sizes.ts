/** A size of a graph's value where the number of steps T is open: factor · T^power + plus. */
export interface Size {
  readonly factor: number;
  readonly power: number;
  readonly plus: number;
}

export function size(factor: number): Size {
  return { factor, power: 0, plus: 0 };
}

/** The number of steps. */
export const STEPS: Size = { factor: 1, power: 1, plus: 0 };

export function isNumber({ power, plus }: Size): boolean {
  return power === 0 && plus === 0;
}

export function isSame(a: Size, b: Size): boolean {
  return a.factor === b.factor && a.power === b.power && a.plus === b.plus;
}

/** The product, or null where it has no such form. */
export function times(a: Size, b: Size): Size | null {
  if (a.plus !== 0 && isNumber(b) && b.factor === 1) return a;
  if (b.plus !== 0 && isNumber(a) && a.factor === 1) return b;
  if (a.plus !== 0 || b.plus !== 0) return null;
  return { factor: a.factor * b.factor, power: a.power + b.power, plus: 0 };
}

/** The quotient where it has no remainder, else null. */
export function divided(a: Size, b: Size): Size | null {
  if (a.plus !== 0 || b.plus !== 0 || b.factor === 0 || a.factor % b.factor !== 0 || b.power > a.power)
    return null;
  return { factor: a.factor / b.factor, power: a.power - b.power, plus: 0 };
}

export function plus(a: Size, b: Size, sign: 1 | -1): Size | null {
  if (isNumber(a) && isNumber(b)) return size(a.factor + sign * b.factor);
  if (isNumber(b)) return { ...a, plus: a.plus + sign * b.factor };
  if (isNumber(a) && sign === 1) return { ...b, plus: b.plus + a.factor };
  if (isSame(a, b) && sign === -1) return size(0);
  return null;
}

export function product(sizes: readonly Size[]): Size | null {
  return sizes.reduce<Size | null>((a, b) => a && times(a, b), size(1));
}

/** Whether `a` is surely the smaller one, T taken as large. */
export function isSmaller(a: Size, b: Size): boolean {
  return a.power !== b.power ? a.power < b.power : a.factor < b.factor;
}
