import { expect, test, type Route } from '@playwright/test';
import { names, openDesk, press, status, submissions, tile } from './desk';

const labels = '**/pages/*/labels';
const cut = (route: Route) => route.abort('connectionrefused');

test('offline_WhenTheServerIsGone_KeepsLabelsAndResendsThemOnce', async ({ page }) => {
  await openDesk(page);
  const ids: string[] = [];
  page.on('request', (r) => void (r.url().endsWith('/labels') && ids.push((r.postDataJSON() as { operationId: string }).operationId)));
  await page.route(labels, cut);

  await press(page, 'Shift+1', 'Enter');
  await expect(page.getByRole('button', { name: '1 submission waiting' })).toBeVisible();
  expect((await status(page)).submissions).toBe(0);

  await page.unroute(labels);
  await submissions(page).toBe(10);
  await expect(page.getByRole('button', { name: /waiting/ })).toHaveCount(0);
  expect(ids.length).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(1);
});

test('offline_AcrossAReload_StillResendsInOrder', async ({ page }) => {
  await openDesk(page);
  await page.route(labels, cut);
  await press(page, 'Shift+1', 'Enter');
  await expect(page.getByRole('button', { name: '1 submission waiting' })).toBeVisible();
  await expect(page.locator('[data-state="unseen"]')).toHaveCount(10);
  await press(page, 'Shift+2', 'Enter');
  await expect(page.getByRole('button', { name: '2 submissions waiting' })).toBeVisible();

  await page.reload();
  await expect(page.locator('[data-tile]').first()).toBeVisible();
  await page.unroute(labels);

  await submissions(page).toBe(20);
  expect((await status(page)).labelled).toEqual({ lens: 10, 'non-lens': 10 });
});

test('lostAnswer_WhenTheServerHadTakenTheLabels_CountsThemOnce', async ({ page }) => {
  await openDesk(page);
  let dropped = 0;
  await page.route(labels, async (route) => {
    if (dropped++ > 0) return route.fallback();
    await route.fetch();
    await route.abort('connectionreset');
  });

  await press(page, 'Shift+1', 'Enter');

  await expect.poll(() => dropped).toBe(2);
  await submissions(page).toBe(10);
  await expect(page.getByRole('button', { name: /waiting/ })).toHaveCount(0);
});

test('undo_OfAPageThatWasNeverSent_NeedsNoServer', async ({ page }) => {
  await openDesk(page);
  await page.route(labels, cut);
  await press(page, 'Shift+1', 'Enter');
  await expect(page.getByRole('button', { name: '1 submission waiting' })).toBeVisible();
  await expect(page.locator('[data-state="unseen"]')).toHaveCount(10);
  const second = await names(page);
  await press(page, 'Shift+2', 'Enter');
  await expect.poll(() => names(page)).not.toEqual(second);

  await press(page, 'u');

  await expect.poll(() => names(page)).toEqual(second);
  await expect(tile(page, 0)).toHaveAttribute('data-label', 'lens');
  await page.unroute(labels);
  await submissions(page).toBe(10);
});

test('refused_WhenThePageIsAnothers_IsKeptAndShown', async ({ page }) => {
  await openDesk(page);
  const problem = { type: 'https://lensgrains.org/problems/page-held-by-another', title: 'Somebody else holds that page.', status: 409 };
  await page.route(labels, (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) }));

  await press(page, '2', 'Enter');

  await expect(page.getByRole('alert')).toContainText('Somebody else holds that page.');
  await page.getByRole('button', { name: '1 submission refused' }).click();
  const dialog = page.getByRole('dialog', { name: 'Unsent labels' });
  await expect(dialog).toContainText('1 label refused');
  await page.unroute(labels);
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await submissions(page).toBe(1);
});

test('draining_WhenTheServerAnswers503_IsTriedAgain', async ({ page }) => {
  await openDesk(page);
  await page.route(labels, (route) => route.fulfill({ status: 503, headers: { 'Retry-After': '1' }, contentType: 'application/problem+json', body: JSON.stringify({ type: 'x/draining', title: 'Stopping.', status: 503 }) }), { times: 1 });

  await press(page, 'Shift+1', 'Enter');

  await submissions(page).toBe(10);
});
