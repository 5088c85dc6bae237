/** The drawing area shared by the plots, in SVG user units. */
export const frame = { width: 620, height: 350, left: 54, right: 12, top: 10, bottom: 40 };

export const inner = {
  x: [frame.left, frame.width - frame.right] as const,
  y: [frame.height - frame.bottom, frame.top] as const,
};

/** Tick text that stays short: 0.2, 40, 1,000, 147k. */
export function tickText(value: number): string {
  if (value >= 10_000) return `${Number((value / 1000).toPrecision(4))}k`;
  return value.toLocaleString('en-GB', { maximumFractionDigits: 3 });
}
