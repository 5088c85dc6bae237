import { describe, expect, it } from 'vitest';
import { gap, gridOf, strip } from '../../src/labeling/grid';

const heightOf = (tiles: number, { columns, side }: { columns: number; side: number }) => Math.ceil(tiles / columns) * (side + strip + gap) - gap;
const widthOf = ({ columns, side }: { columns: number; side: number }) => columns * (side + gap) - gap;

describe('gridOf', () => {
  it.each([[1280, 690], [1366, 660], [1920, 980]])('TenTilesIn%iBy%i_LieInTwoRowsOfFive', (width, height) => {
    const grid = gridOf(10, width, height);

    expect(grid.columns).toBe(5);
    expect(heightOf(10, grid)).toBeLessThanOrEqual(height);
    expect(widthOf(grid)).toBeLessThanOrEqual(width);
  });

  it('InANarrowWindow_TakesFewerColumnsAndLargerTiles', () => {
    const grid = gridOf(10, 780, 760);

    expect(grid.columns).toBe(4);
    expect(grid.side).toBeGreaterThan((780 - 4 * gap) / 5);
    expect(heightOf(10, grid)).toBeLessThanOrEqual(760);
  });

  it('WithTwentyTiles_FitsThemAll', () => {
    const grid = gridOf(20, 1280, 690);

    expect(heightOf(20, grid)).toBeLessThanOrEqual(690);
    expect(grid.columns).toBeGreaterThan(5);
  });

  it('WithMoreTilesThanCanBeJudgedAtOnce_KeepsTheirSizeAndScrolls', () => {
    const grid = gridOf(200, 1280, 690);

    expect(grid.side).toBeGreaterThanOrEqual(132);
    expect(heightOf(200, grid)).toBeGreaterThan(690);
    expect(widthOf(grid)).toBeLessThanOrEqual(1280);
  });

  it.each([[0, 1280, 690], [1, 0, 0], [3, 1280, 690]])('With%iTilesIn%iBy%i_GivesAGrid', (tiles, width, height) => {
    const grid = gridOf(tiles, width, height);

    expect(grid.columns).toBeGreaterThanOrEqual(1);
    expect(Number.isFinite(grid.side)).toBe(true);
  });
});
