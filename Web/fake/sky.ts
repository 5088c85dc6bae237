import { encodePng } from './png.js';
import { normal, seeded } from './random.js';

interface Light {
  x: number;
  y: number;
  radius: number;
  axisRatio: number;
  angle: number;
  flux: readonly [number, number, number];
}

/** A made-up cutout: a red galaxy with neighbours and noise, and blue arcs around it where it is a lens. */
export function paint(ordinal: number, lens: boolean, size: number, stretch: string): Buffer {
  const random = seeded(ordinal * 7919 + 17);
  const galaxies = [central(random), ...Array.from({ length: Math.floor(random() * 5) }, () => neighbour(random))];
  const ring = 0.16 + 0.14 * random();
  const arcAngle = random() * 2 * Math.PI;
  const spiral = !lens && random() < 0.35;
  const rgb = new Uint8Array(size * size * 3);
  for (let i = 0; i < size * size; i++) {
    const x = ((i % size) + 0.5) / size - 0.5;
    const y = (Math.floor(i / size) + 0.5) / size - 0.5;
    const sum: [number, number, number] = [0, 0, 0];
    for (const g of galaxies) add(sum, g.flux, sersic(x, y, g));
    if (lens) add(sum, [0.25, 0.55, 1.0], arc(x, y, ring, arcAngle));
    if (spiral) add(sum, [0.3, 0.45, 0.6], arms(x, y, arcAngle));
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = tone((sum[c] ?? 0) + 0.035 * normal(random), stretch);
  }
  return encodePng(size, size, rgb);
}

const central = (random: () => number): Light =>
  ({ x: 0, y: 0, radius: 0.05 + 0.05 * random(), axisRatio: 0.6 + 0.4 * random(), angle: random() * 3, flux: [1.3, 0.95, 0.5] });

const neighbour = (random: () => number): Light => ({
  x: random() - 0.5, y: random() - 0.5, radius: 0.012 + 0.03 * random(), axisRatio: 0.4 + 0.6 * random(), angle: random() * 3,
  flux: [0.4 + random(), 0.5 + 0.4 * random(), 0.4 + 0.8 * random()],
});

function sersic(x: number, y: number, g: Light): number {
  const dx = x - g.x;
  const dy = y - g.y;
  const u = dx * Math.cos(g.angle) + dy * Math.sin(g.angle);
  const v = (-dx * Math.sin(g.angle) + dy * Math.cos(g.angle)) / g.axisRatio;
  return Math.exp(-1.8 * Math.sqrt(Math.hypot(u, v) / g.radius)) * 3;
}

function arc(x: number, y: number, ring: number, angle: number): number {
  const r = Math.hypot(x, y);
  const away = (r - ring) / 0.022;
  const phi = Math.cos(Math.atan2(y, x) - angle);
  const counter = Math.exp(-(((r - 0.75 * ring) / 0.02) ** 2)) * Math.exp(-(((phi + 1) / 0.04) ** 2));
  return 1.1 * Math.exp(-away * away) * Math.exp(-(((phi - 1) / 0.35) ** 2)) + counter;
}

function arms(x: number, y: number, angle: number): number {
  const r = Math.hypot(x, y);
  const wave = Math.cos(2 * (Math.atan2(y, x) - angle) + 22 * r);
  return 0.7 * Math.max(0, wave) ** 3 * Math.exp(-r / 0.14);
}

function add(sum: [number, number, number], colour: readonly [number, number, number], light: number): void {
  for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (colour[c] ?? 0) * light;
}

function tone(value: number, stretch: string): number {
  const v = Math.max(0, value + 0.06);
  const curves: Record<string, number> = { linear: v * 0.55, percentile: v * 0.8, zscale: v * 2.2 };
  const shown = curves[stretch] ?? Math.asinh(6 * v) / Math.asinh(9);
  return Math.max(0, Math.min(255, Math.round(255 * shown)));
}
