import { describe, expect, it } from 'vitest';
import { ApiError, fieldProblems, inWords, isTransient, retryAfterMs, Unreachable } from '../../src/api/client';
import { dragged, fitted, wheeled } from '../../src/lib/camera';
import { looksOf } from '../../src/lib/classes';
import { duration, percent, score } from '../../src/lib/format';
import { newOperationId } from '../../src/lib/ids';
import { thumbUrl } from '../../src/lib/images';
import { gradeOfKey } from '../../src/lib/remarks';
import { arcsecOf, scaleBar } from '../../src/lib/scale';
import { parseRoute, routeTo, takeToken } from '../../src/lib/route';

describe('routes', () => {
  it('parseRoute_OfRouteTo_IsTheSameView', () => {
    expect(parseRoute(routeTo('demo', 'rounds'))).toEqual({ at: 'campaign', campaign: 'demo', view: 'rounds' });
    expect(parseRoute('')).toEqual({ at: 'campaigns' });
    expect(parseRoute('#/c/demo/unheard-of')).toEqual({ at: 'campaign', campaign: 'demo', view: 'label' });
  });

  it('takeToken_FromTheLink_LeavesNoTokenBehind', () => {
    expect(takeToken('http://127.0.0.1:6543/?token=abc&x=1#/c/demo/label')).toEqual({ token: 'abc', rest: '/?x=1#/c/demo/label' });
    expect(takeToken('http://127.0.0.1:6543/')).toEqual({ token: null, rest: '/' });
  });
});

describe('format', () => {
  it('score_WhenZero_IsZeroAndNotMissing', () => {
    expect(score(0)).toBe('0.000');
    expect(score(null)).toBe('–');
    expect(percent(0)).toBe('0%');
  });

  it('duration_OfSeconds_UsesTheLargestReadableUnit', () => {
    expect([5, 120, 7200, null].map((s) => duration(s))).toEqual(['5 s', '2 min', '2.0 h', '–']);
  });
});

describe('thumbUrl', () => {
  it('thumbUrl_WithAStretch_KeepsWhatTheServerAskedFor', () => {
    expect(thumbUrl('/api/v1/campaigns/c/sources/s/image?v=2', 'asinh')).toBe('/api/v1/campaigns/c/sources/s/image?v=2&size=320&stretch=asinh');
    expect(thumbUrl('/image?size=64', null)).toBe('/image?size=64');
  });
});

describe('camera', () => {
  it('wheeled_AboutAPoint_KeepsThatPointInPlace', () => {
    const before = dragged(fitted, 12, -7);
    const seen = { x: (40 - before.x) / before.zoom, y: (25 - before.y) / before.zoom };

    const after = wheeled(before, -300, 40, 25);

    expect(after.zoom).toBeGreaterThan(1.5);
    expect(after.x + seen.x * after.zoom).toBeCloseTo(40);
    expect(after.y + seen.y * after.zoom).toBeCloseTo(25);
  });

  it('wheeled_ForEver_StopsAtItsLimits', () => {
    expect(wheeled(fitted, -1e6, 0, 0).zoom).toBe(16);
    expect(wheeled(fitted, 1e6, 0, 0).zoom).toBe(0.5);
  });
});

describe('classes', () => {
  it('looksOf_NineClasses_GivesEachItsKeyAndAColourOfItsOwn', () => {
    const looks = looksOf(Array.from({ length: 9 }, (_, i) => `c${i}`), 'c4');

    expect(looks.map((l) => l.key)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(new Set(looks.map((l) => l.colour)).size).toBe(9);
    expect(looks.filter((l) => l.positive).map((l) => l.name)).toEqual(['c4']);
  });
});

describe('errors', () => {
  const problem = { type: 'https://lensgrains.org/problems/round-refused', title: 'Refused', status: 409 };

  it('slug_OfAProblem_IsTheLastSegmentOfItsType', () => {
    expect(new ApiError(problem, null).slug).toBe('round-refused');
    expect(new ApiError({ ...problem, type: 'urn:lensgrains:too-many-open-pages' }, null).slug).toBe('too-many-open-pages');
  });

  it('inWords_WithFieldsAndAHint_NamesThem', () => {
    expect(inWords({ ...problem, detail: 'Not valid.', errors: { 'labels[0].label': ['unknown class'] }, hint: 'Use a class of the campaign.' }))
      .toBe('Not valid. labels[0].label: unknown class Use a class of the campaign.');
  });

  it('isTransient_WhenTheServerIsDownOrDraining_IsTrue', () => {
    expect(isTransient(new Unreachable(null))).toBe(true);
    expect(isTransient(new ApiError({ ...problem, status: 503 }, 1000))).toBe(true);
    expect(isTransient(new ApiError(problem, null))).toBe(false);
  });

  it('retryAfterMs_InSecondsOrAsADate_IsMilliseconds', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');

    expect(retryAfterMs('3', now)).toBe(3000);
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5000);
    expect(retryAfterMs('soon', now)).toBeNull();
    expect(retryAfterMs(null, now)).toBeNull();
  });
});

describe('ids', () => {
  it('newOperationId_Always_IsAFreshUuid', () => {
    const made = new Set(Array.from({ length: 100 }, newOperationId));

    expect(made.size).toBe(100);
    for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe('scale', () => {
  it.each([[0.2, 180, 20], [0.02, 180, 2], [0.05, 99, 2], [0.01, 100, 1], [3, 100, 200]])('scaleBar_Of%fArcsecPerPxWithin%fPx_Is%fArcsec', (perPx, longest, arcsec) => {
    const bar = scaleBar(perPx, longest);

    expect(bar?.arcsec).toBe(arcsec);
    expect(bar?.px).toBeCloseTo(arcsec / perPx, 9);
    expect(bar!.px).toBeLessThanOrEqual(longest * 1.0001);
  });

  it('scaleBar_WithoutAScale_IsNone', () => {
    expect(scaleBar(0, 100)).toBeNull();
    expect(scaleBar(Number.NaN, 100)).toBeNull();
    expect(arcsecOf(undefined)).toBeNull();
    expect(arcsecOf('0.2 arcsec')).toBe(0.2);
  });
});

describe('remarks', () => {
  it('gradeOfKey_TakesAToCAndLeavesTheBrowsersKeysAlone', () => {
    const key = (name: string, ctrlKey = false) => gradeOfKey({ key: name, ctrlKey, altKey: false, metaKey: false });

    expect([key('a'), key('C'), key('d'), key('a', true), key('Alt')]).toEqual(['A', 'C', null, null, null]);
  });

  it('fieldProblems_OfARefusal_AreByTheFieldsOwnName', () => {
    const refused = new ApiError({ type: 't', title: 'no', status: 422, errors: { 'policy.retrainWhen.days': ['More than 0.'], id: ['Taken.', 'Or bad.'] } }, null);

    expect(fieldProblems(refused)).toEqual({ 'retrainWhen.days': 'More than 0.', id: 'Taken. Or bad.' });
    expect(fieldProblems(new Error('x'))).toEqual({});
  });
});
