/** The drawing area of a plot, in px, so that text has one size however wide the plot is. */
export interface Frame {
  width: number;
  height: number;
  /** Left to right, and bottom to top, of the area between the axes. */
  x: readonly [number, number];
  y: readonly [number, number];
}

const margin = { left: 54, right: 12, top: 10, bottom: 42 };

/** Before the window has told its width. */
export const usualWidth = 620;

export function frameOf(width: number, height = Math.min(430, Math.max(280, 0.56 * width))): Frame {
  const wide = Math.max(240, width);
  return { width: wide, height, x: [margin.left, wide - margin.right], y: [height - margin.bottom, margin.top] };
}

/** Tick text that stays short: 0.2, 40, 1,000, 147k. */
export function tickText(value: number): string {
  if (value >= 10_000) return `${Number((value / 1000).toPrecision(4))}k`;
  return value.toLocaleString('en-GB', { maximumFractionDigits: 3 });
}
