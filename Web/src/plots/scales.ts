/** Axis maths without a drawing library: linear and log scales, round ticks, and SVG path data. */
export interface Scale {
  (value: number): number;
  domain: readonly [number, number];
  ticks(count: number): number[];
}

export function linear(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const span = domain[1] - domain[0] || 1;
  const scale = (value: number) => range[0] + ((value - domain[0]) / span) * (range[1] - range[0]);
  return Object.assign(scale, { domain, ticks: (count: number) => linearTicks(domain, count) });
}

/** Base 10; values below the domain's lower end are drawn at it, so rank 0 can't fall off the plot. */
export function logarithmic(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const low = Math.log10(domain[0]);
  const span = Math.log10(domain[1]) - low || 1;
  const scale = (value: number) => range[0] + ((Math.log10(Math.max(value, domain[0])) - low) / span) * (range[1] - range[0]);
  return Object.assign(scale, { domain, ticks: () => decades(domain) });
}

/** Multiples of 1, 2 or 5 times a power of ten inside the domain, about `count` of them. */
export function linearTicks(domain: readonly [number, number], count: number): number[] {
  const span = domain[1] - domain[0];
  if (!(span > 0) || count < 1) return [domain[0]];
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? 10 * power;
  const first = Math.ceil(domain[0] / step - 1e-9);
  const last = Math.floor(domain[1] / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function decades(domain: readonly [number, number]): number[] {
  const first = Math.ceil(Math.log10(domain[0]) - 1e-9);
  const last = Math.floor(Math.log10(domain[1]) + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

const f = (value: number) => value.toFixed(2);

/** Outline of a histogram whose bin i covers [i, i + 1) * binWidth, closed along the baseline. */
export function stepPath(fractions: readonly number[], binWidth: number, x: Scale, y: Scale): string {
  if (fractions.length === 0) return '';
  const steps = fractions.map((v, i) => `L${f(x(i * binWidth))} ${f(y(v))}L${f(x((i + 1) * binWidth))} ${f(y(v))}`);
  return `M${f(x(0))} ${f(y(0))}${steps.join('')}L${f(x(fractions.length * binWidth))} ${f(y(0))}Z`;
}

export function linePath(xs: readonly number[], ys: readonly number[], x: Scale, y: Scale): string {
  return xs.map((value, i) => `${i === 0 ? 'M' : 'L'}${f(x(value))} ${f(y(ys[i] ?? 0))}`).join('');
}

/** A five-pointed star of the given outer radius around the origin. */
export function starPath(radius: number): string {
  const points = Array.from({ length: 10 }, (_, i) => {
    const r = i % 2 === 0 ? radius : radius * 0.45;
    const angle = -Math.PI / 2 + (i * Math.PI) / 5;
    return `${f(r * Math.cos(angle))} ${f(r * Math.sin(angle))}`;
  });
  return `M${points.join('L')}Z`;
}

/** The end of a log axis: the power of ten at or above the value. */
export const decadeAbove = (value: number): number => 10 ** Math.ceil(Math.log10(Math.max(1, value)) - 1e-9);
