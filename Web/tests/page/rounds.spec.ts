import { expect, test, type Page } from '@playwright/test';
import { open, openDesk, press, submissions } from './desk';

test('plots_OfAPublishedRound_ShowEverythingTheDataHold', async ({ page }) => {
  await open(page, 'rounds', 'rounds');
  const distribution = page.locator('[data-plot="distribution"]');
  const rank = page.locator('[data-plot="rank"]');
  await expect(rank).toBeVisible();
  const data = await (await page.request.get('/api/v1/campaigns/demo/rounds/6/plots')).json();

  await expect(distribution.locator('path.positives')).toHaveAttribute('d', /^M.*Z$/);
  await expect(distribution.locator('path.negatives')).toHaveAttribute('d', /^M.*Z$/);
  await expect(distribution.locator('[data-line="dividing threshold"]')).toHaveAttribute('stroke-dasharray', '7 4');
  await expect(distribution.locator('[data-line]')).toHaveCount(4);
  await expect(rank.locator('circle.known')).toHaveCount(data.known.points.length);
  await expect(rank.locator('path.find')).toHaveCount(data.finds.points.length);
  await expect(distribution).toContainText(`positives${data.positives.count}`);
  await expect(rank).toContainText(`above dividing threshold${data.lines.dividingThreshold.count} (0.460)`);
  await expect(page.locator('[data-plot="finds"] [data-round]')).toHaveCount(7);
});

test('plots_LinesAndHistograms_StandWhereTheScoresAre', async ({ page }) => {
  await open(page, 'rounds', 'rounds');
  const line = page.locator('[data-plot="distribution"] [data-line="dividing threshold"]');
  const x = Number(await line.getAttribute('x1'));

  const width = Number(await page.locator('[data-plot="distribution"] .drawing svg').getAttribute('width'));

  expect(width).toBeGreaterThan(400);
  expect(x).toBeCloseTo(54 + 0.46 * (width - 12 - 54), 3);
});

test('rounds_BeforeTheFirst_ExplainWhatIsMissing', async ({ page }) => {
  await open(page, 'fresh', 'rounds');

  await expect(page.getByText('No round has been trained yet')).toBeVisible();
  await expect(page.getByText('The first starts with the first lens, or after 100 more labels, or now with T, once there is a lens.')).toBeVisible();
});

test('trainNow_WhenAClassIsMissing_SaysWhy', async ({ page }) => {
  await openDesk(page);

  await press(page, 't');

  await expect(page.getByRole('alert')).toContainText('A round needs labels of both classes.');
});

test('trainNow_WhileLabelling_ShowsProgressAndThenNewScores', async ({ page }) => {
  await openDesk(page);
  await press(page, 'Shift+1', 'Enter');
  await submissions(page).toBe(10);

  await press(page, 't');
  await expect(page.locator('[data-slot="round"]')).toContainText('Round 1 training');
  await expect(page.locator('[data-slot="round"]')).toContainText('member');
  await press(page, '2');
  await expect(page.locator('[data-label="lens"]')).toHaveCount(1);

  await expect(page.getByText('Round 1 is published')).toBeVisible({ timeout: 40_000 });
  await expect(page.locator('[data-count="round"]')).toHaveText('1');
  await expect(page.locator('[data-label="lens"]')).toHaveCount(1);
});

test('cancel_OfARunningRound_LeavesTheOldOneCurrent', async ({ page }) => {
  await openDesk(page, 'rounds');
  await press(page, 't');

  await page.getByRole('button', { name: 'Cancel round 7' }).click();

  await expect(page.getByText('Round 7 was cancelled')).toBeVisible();
  await expect(page.locator('[data-count="round"]')).toHaveText('6');
});

test('restore_OfAnEarlierRound_MakesItCurrent', async ({ page }) => {
  await open(page, 'rounds', 'rounds');

  await page.getByRole('listitem').filter({ hasText: 'Round 4' }).getByRole('button', { name: 'Restore' }).click();

  await expect(page.getByText('Round 4 is current again. All labels are kept.')).toBeVisible();
  await expect(page.locator('[data-count="round"]')).toHaveText('4');
});

test('socket_WhenItIsUp_CarriesChangesOfOthers', async ({ page }) => {
  await openDesk(page);
  await expect(page.getByText('live', { exact: true })).toBeVisible();
  const other = await page.request.post('/api/v1/campaigns/demo/labels', { data: { operationId: 'other', kind: 'label', labels: [{ sourceId: 'sim-000100', label: 'lens' }] } });
  expect(other.ok()).toBe(true);

  await expect(page.locator('[data-count="lens"]')).toHaveText('1');
});

test('socket_WhenItIsRefused_IsReplacedByPolling', async ({ page }) => {
  await page.routeWebSocket('**/hubs/campaigns', (ws) => void ws.close());
  await openDesk(page);
  await expect(page.getByText('polling', { exact: true })).toBeVisible();
  await page.request.post('/api/v1/campaigns/demo/labels', { data: { operationId: 'other', kind: 'label', labels: [{ sourceId: 'sim-000100', label: 'lens' }] } });

  await expect(page.locator('[data-count="lens"]')).toHaveText('1');
});

test('gallery_WhenRelabelled_MovesTheSourceToItsNewClass', async ({ page }) => {
  await open(page, 'rounds', 'gallery');
  await expect(page.locator('article')).toHaveCount(24);
  await expect(page.locator('article.known')).toHaveCount(14);
  await expect(page.locator('.badge.grade').first()).toHaveText('S12');
  const first = page.locator('article:not(.known)').first();
  const name = await first.getAttribute('data-source');

  await first.getByRole('combobox', { name: /^Label of/ }).selectOption('non-lens');
  await expect(first).toContainText('relabelled non-lens');
  await expect.poll(async () => (await (await page.request.get(`/api/v1/campaigns/demo/sources/${name}`)).json()).label).toBe('non-lens');

  await page.getByRole('button', { name: 'Refresh' }).click();
  await expect(page.locator(`article[data-source="${name}"]`)).toHaveCount(0);
});

/** As somebody else would, while this page shows the rounds. */
const startRound = async (page: Page) => expect((await page.request.post('/api/v1/campaigns/demo/rounds', { data: { operationId: 'go' } })).ok()).toBe(true);

test('cluster_WhileARoundTrains_ShowsWhereItsMembersAreAndHowFast', async ({ page }) => {
  await open(page, 'rounds', 'rounds');
  const cluster = page.locator('[data-part="cluster"]');
  await expect(cluster).toContainText('3 silos, 1 with a GPU');
  await expect(cluster).toContainText('5,200 sources scored/s · 3.4 submissions/s');
  await expect(cluster.locator('[data-silo="gpu-1"]')).toContainText('idle');

  await startRound(page);

  await expect(cluster.locator('[data-silo="gpu-1"]')).toContainText(/round 7, member \d/);
  await expect(cluster.locator('[data-silo="gpu-1"] td').nth(4)).toHaveText(/^\d$/);
  await expect(cluster.locator('[data-silo="silo-2"]')).toContainText('another campaign’s work');
  await expect(cluster.locator('[data-silo="silo-2"]')).toContainText('1 job');
});

test('round_ThatRequiresAGpuSilo_SaysThatItWaitsForOneAndCanBeCancelled', async ({ page }) => {
  await open(page, 'nogpu', 'rounds');
  await expect(page.locator('[data-part="cluster"]')).toContainText('2 silos, none with a GPU');
  const changed = await page.request.patch('/api/v1/campaigns/demo/policy', { data: { accelerator: 'require' } });
  expect(changed.ok()).toBe(true);

  await startRound(page);

  await expect(page.locator('[data-slot="round"]')).toContainText('waiting for GPU silo');
  await expect(page.locator('[data-part="cluster"]').getByRole('status')).toContainText('Round 7 waits for a GPU silo');
  await page.getByRole('button', { name: 'Cancel round 7' }).click();
  await expect(page.getByText('Round 7 was cancelled')).toBeVisible();
});
