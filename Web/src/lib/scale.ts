/** A scale bar: so many arcseconds are so many pixels on the screen. */
export interface ScaleBar {
  arcsec: number;
  px: number;
}

/** The longest bar of 1, 2 or 5 times a power of ten arcseconds that is no longer than `longestPx`. */
export function scaleBar(arcsecPerPx: number, longestPx: number): ScaleBar | null {
  const most = arcsecPerPx * longestPx;
  if (!(most > 0) || !Number.isFinite(most)) return null;
  const power = 10 ** Math.floor(Math.log10(most));
  const arcsec = Number(([5, 2, 1].map((m) => m * power).find((a) => a <= most * (1 + 1e-9)) ?? power).toPrecision(6));
  return { arcsec, px: arcsec / arcsecPerPx };
}

/** From "0.2 arcsec" as a source's metadata have it. */
export function arcsecOf(text: string | undefined): number | null {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) && value > 0 ? value : null;
}
