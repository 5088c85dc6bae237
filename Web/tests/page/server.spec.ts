import { expect, test } from '@playwright/test';
import { names, press, tile } from './desk';

/**
 * The same page on a running server: LENS_URL is its address, LENS_TOKEN a token of the campaign LENS_CAMPAIGN (default `demo`)
 * with at least 20 sources still to be dealt. Labels are given and taken back again.
 */
const url = process.env.LENS_URL;
const token = process.env.LENS_TOKEN;
const campaign = process.env.LENS_CAMPAIGN ?? 'demo';

test.skip(!url || !token, 'LENS_URL and LENS_TOKEN name no running server');

const shapes: [path: string, keys: string[]][] = [
  ['', ['id', 'name', 'state', 'version', 'classes', 'positive', 'policy', 'sources', 'labelled', 'knownLenses', 'available', 'submissions', 'currentRound', 'activeRound', 'labelsUntilRound', 'refusal', 'threshold']],
  ['/pages', ['items', 'next']],
  ['/rounds', ['items', 'next']],
  ['/finds', ['items', 'next']],
  ['/ingests', ['items', 'next']],
  ['/sources?limit=1', ['items', 'next']],
  ['/gallery?limit=1', ['items', 'next', 'total', 'known', 'selected']],
];

test('contract_OfEveryListing_HasWhatThePageReads', async ({ request }) => {
  for (const [path, keys] of shapes) {
    const answer = await request.get(`${url}/api/v1/campaigns/${campaign}${path}`, { headers: { Authorization: `Bearer ${token}` } });
    expect(answer.status(), path).toBe(200);
    expect(Object.keys(await answer.json()), path).toEqual(expect.arrayContaining(keys));
  }
});

test('page_OnARunningServer_LabelsSubmitsAndUndoes', async ({ page }) => {
  const submissions = async () => (await (await page.request.get(`${url}/api/v1/campaigns/${campaign}`)).json()).submissions as number;
  await page.goto(`${url}/?token=${token}#/c/${campaign}/label`);
  await expect(page.locator('[data-tile]').first()).toBeVisible();
  await expect.poll(() => page.locator('[data-tile] img').evaluateAll((all) => all.every((i) => (i as HTMLImageElement).naturalWidth > 0))).toBe(true);
  const first = await names(page);
  const before = await submissions();

  await press(page, '1', '0', '2', 'x', 'Enter');
  await expect.poll(() => names(page)).not.toEqual(first);
  await expect.poll(submissions).toBeGreaterThan(before);
  await press(page, 'u');

  await expect.poll(() => names(page)).toEqual(first);
  await expect(tile(page, 1)).toHaveAttribute('data-state', 'labelUnsure');
  await expect(tile(page, 2)).toHaveAttribute('data-state', 'skip');
});
