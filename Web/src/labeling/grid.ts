import { columns } from './sheet';

/** How the tiles of a page lie in the window. */
export interface Grid {
  columns: number;
  /** Of a tile's picture, px. */
  side: number;
}

/** Between tiles, and the line of text under each, px. */
export const gap = 8;
export const strip = 26;

const smallestSide = 132;

/**
 * The grid with the largest tiles that fits without scrolling; five columns where another number would gain little. Where even
 * the largest are too small to judge, tiles keep a smallest side and the page scrolls.
 */
export function gridOf(tiles: number, width: number, height: number): Grid {
  const fitting = (across: number): number => {
    const rows = Math.ceil(tiles / across);
    return Math.floor(Math.min((width - (across - 1) * gap) / across, (height - (rows - 1) * gap) / rows - strip));
  };
  const best = Array.from({ length: Math.max(1, tiles) }, (_, i) => ({ columns: i + 1, side: fitting(i + 1) })).reduce((a, b) => (b.side > a.side ? b : a));
  const usual = { columns, side: fitting(columns) };
  const grid = tiles >= columns && usual.side >= 0.9 * best.side ? usual : best;
  if (grid.side >= smallestSide) return grid;
  const across = Math.max(1, Math.floor((width + gap) / (smallestSide + gap)));
  return { columns: across, side: Math.floor((width - (across - 1) * gap) / across) };
}
