import { describe, expect, it } from 'vitest';
import { decadeAbove, linear, linearTicks, linePath, logarithmic, starPath, stepPath } from '../../src/plots/scales';

describe('scales', () => {
  it('linear_AtTheEnds_MeetsTheRange', () => {
    const scale = linear([0, 1], [300, 10]);

    expect([scale(0), scale(0.5), scale(1)]).toEqual([300, 155, 10]);
  });

  it('linear_WhenTheDomainIsAPoint_StaysFinite', () => {
    expect(linear([2, 2], [0, 100])(2)).toBe(0);
  });

  it('logarithmic_PerDecade_TakesEqualSteps', () => {
    const scale = logarithmic([1, 1000], [0, 300]);

    expect([1, 10, 100, 1000].map(scale).map(Math.round)).toEqual([0, 100, 200, 300]);
    expect(scale.ticks(4)).toEqual([1, 10, 100, 1000]);
    expect(scale(0)).toBe(0);
  });

  it.each([
    [[0, 1], 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [[0, 0.315], 5, [0, 0.1, 0.2, 0.3]],
    [[0, 16.5], 4, [0, 5, 10, 15]],
    [[0, 147_203], 6, [0, 50_000, 100_000]],
    [[3, 3], 5, [3]],
  ] as const)('linearTicks_Of%jAbout%i_AreRound', (domain, about, ticks) => {
    expect(linearTicks(domain, about)).toEqual(ticks);
  });

  it('stepPath_OfTwoBins_IsTheOutlineOverTheBaseline', () => {
    const x = linear([0, 1], [0, 100]);
    const y = linear([0, 1], [100, 0]);

    expect(stepPath([0.25, 0.75], 0.5, x, y))
      .toBe('M0.00 100.00L0.00 75.00L50.00 75.00L50.00 25.00L100.00 25.00L100.00 100.00Z');
    expect(stepPath([], 0.5, x, y)).toBe('');
  });

  it('linePath_OfPoints_JoinsThemInOrder', () => {
    const s = linear([0, 1], [0, 10]);

    expect(linePath([0, 1], [1, 0], s, s)).toBe('M0.00 10.00L10.00 0.00');
  });

  it('starPath_OfRadius_HasTenCornersInsideIt', () => {
    const corners = starPath(6).slice(1, -1).split('L').map((p) => p.split(' ').map(Number));

    expect(corners).toHaveLength(10);
    for (const [x, y] of corners) expect(Math.hypot(x ?? NaN, y ?? NaN)).toBeLessThanOrEqual(6.01);
  });

  it.each([[1, 1], [10, 10], [11, 100], [147_203, 1_000_000], [0, 1]])('decadeAbove_%i_Is%i', (value, decade) => {
    expect(decadeAbove(value)).toBe(decade);
  });
});
