import { expect, test } from '@playwright/test';
import { names, open, openDesk, press, tile } from './desk';

const policyOf = async (page: import('@playwright/test').Page) => (await (await page.request.get('/api/v1/campaigns/demo')).json()).policy as Record<string, unknown>;

test('policy_ChangedByTheOwner_SendsWhatDiffersAndNothingElse', async ({ page }) => {
  await open(page, 'fresh', 'sources');
  await page.getByRole('button', { name: 'Change the policy…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Policy of Simulated sky' });
  await expect(dialog.getByRole('button', { name: 'Change policy' })).toBeDisabled();
  await expect(dialog).toContainText('The seed (1234) is fixed.');

  await dialog.getByLabel('Tiles on a page').fill('20');
  await dialog.getByLabel('Or after this long').fill('7');
  await dialog.getByLabel('Start every member afresh in each round').check();
  await expect(dialog).toContainText('3 fields changed');
  const patch = page.waitForRequest((r) => r.method() === 'PATCH');
  await dialog.getByRole('button', { name: 'Change policy' }).click();

  expect((await patch).postDataJSON()).toEqual({ pageSize: 20, coldStart: true, retrainWhen: { labels: null, days: 7, confirmed: null } });
  await expect(dialog).toBeHidden();
  await expect(page.getByText('The policy is changed')).toBeVisible();
  await expect(page.getByText('Pages of 20 tiles')).toBeVisible();
});

test('policy_WithMistakes_SaysThemBesideTheirFieldsAndSendsNothing', async ({ page }) => {
  await open(page, 'fresh', 'sources');
  await page.getByRole('button', { name: 'Change the policy…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Policy of Simulated sky' });

  await dialog.getByLabel('Share drawn at random').fill('1.5');
  await expect(dialog.getByRole('alert')).toHaveText('From 0 to 1.');
  await expect(dialog.getByLabel('Share drawn at random')).toHaveAttribute('aria-invalid', 'true');
  await expect(dialog.getByRole('button', { name: 'Change policy' })).toBeDisabled();

  await dialog.getByLabel('Share drawn at random').fill('0.1');
  await dialog.getByLabel('Time for a page').fill('100000'); // the page allows it, this server does not
  await dialog.getByRole('button', { name: 'Change policy' }).click();
  await expect(dialog.getByRole('alert').first()).toHaveText('A day at most here.');
  expect((await policyOf(page)).leaseSeconds).toBe(900);
});

test('gallery_TakesAVerdict_AndFiltersByIt', async ({ page }) => {
  await open(page, 'rounds', 'gallery');
  const card = page.locator('article:not(.known)').first();
  const name = (await card.getAttribute('data-source')) ?? '';

  const sent = page.waitForResponse((r) => r.url().endsWith('/labels') && r.request().method() === 'POST');
  await card.getByLabel(`Verdict on`).selectOption('falsePositive');
  expect((await sent).request().postDataJSON()).toMatchObject({ kind: 'verdict', labels: [{ sourceId: name, verdict: 'falsePositive' }] });
  await page.getByLabel('Verdict', { exact: true }).selectOption('falsePositive');

  await expect(page.locator('article')).toHaveCount(1);
  await expect(page.locator(`article[data-source="${name}"]`)).toBeVisible();
  await page.getByLabel('Verdict', { exact: true }).selectOption('normal');
  await expect(page.getByText('Nothing here has that verdict.')).toBeVisible();
});

test('gallery_GradesByKey_AndFiltersByThem', async ({ page }) => {
  await open(page, 'rounds', 'gallery');
  const card = page.locator('article:not(.known)').first();
  const name = (await card.getAttribute('data-source')) ?? '';

  await card.getByRole('button', { name: `Enlarge ${name}` }).focus();
  await press(page, 'a');
  await expect(card.locator('.badge.grade')).toHaveText('A');
  await page.getByLabel('Grade').selectOption('A');

  await expect(page.locator('article')).toHaveCount(1);
  await expect(page.locator(`article[data-source="${name}"]`)).toBeVisible();
  await page.getByLabel('Grade').selectOption('C');
  await expect(page.getByText('Nothing here has that grade and flag.')).toBeVisible();
});

test('source_GradedFlaggedAndCommented_ShowsAllOfIt', async ({ page }) => {
  await open(page, 'rounds', 'gallery');
  const card = page.locator('article:not(.known)').first();
  const name = (await card.getAttribute('data-source')) ?? '';
  await card.getByRole('button', { name: `Enlarge ${name}` }).click();
  const zoom = page.getByRole('dialog');

  await press(page, 'b');
  await expect(zoom.getByRole('button', { name: 'B probable' })).toHaveAttribute('aria-pressed', 'true');
  await zoom.getByLabel('New flag').fill('follow-up');
  await press(page, 'Enter');
  await zoom.getByLabel('Comment').fill('a counter-image at 4 o’clock'); // holds the keys of grades
  await zoom.locator('.note').getByRole('button', { name: 'Add' }).click();
  await expect(zoom.getByRole('listitem').filter({ hasText: 'a counter-image' })).toBeVisible();
  await expect(zoom.getByRole('button', { name: 'Take off follow-up' })).toBeVisible();
  await press(page, 'Escape');
  await expect(card.locator('.badge.grade')).toHaveText('B');
  await expect(card).toContainText('follow-up');

  await card.getByRole('button', { name: `Enlarge ${name}` }).click();
  await zoom.getByRole('button', { name: 'Take off follow-up' }).click();
  await expect(zoom.getByRole('listitem').filter({ hasText: 'flag “follow-up” off' })).toBeVisible();
  const source = await (await page.request.get(`/api/v1/campaigns/demo/sources/${name}`)).json();
  expect([source.grade, source.flags, source.remarks.length]).toEqual(['B', [], 4]);
});

test('source_GradedBeforeItWasRead_ShowsTheGrade', async ({ page }) => {
  await open(page, 'rounds', 'gallery');
  const card = page.locator('article:not(.known)').first();
  const name = (await card.getAttribute('data-source')) ?? '';
  let answered = () => {};
  const read = new Promise<void>((resolve) => (answered = resolve));
  const graded = page.waitForResponse((r) => r.url().endsWith('/remarks') && r.request().method() === 'POST');
  await page.route((url) => url.pathname.endsWith(`/sources/${name}`), async (route) => {
    const old = await route.fetch();
    answered();
    await (await graded).finished();
    await route.fulfill({ response: old });
  });

  await card.getByRole('button', { name: `Enlarge ${name}` }).click();
  await read;
  await press(page, 'b');

  await expect(page.getByRole('dialog').getByRole('button', { name: 'B probable' })).toHaveAttribute('aria-pressed', 'true');
});

test('source_InTheGallery_HasAScaleBarAndArrowsToTheNext', async ({ page }) => {
  await open(page, 'rounds', 'gallery');
  await page.locator('article').first().getByRole('button').click();
  const zoom = page.getByRole('dialog');
  const bar = zoom.locator('[data-scale]');
  await expect(bar).toBeVisible();
  const width = (await bar.boundingBox())!.width;
  const view = (await zoom.locator('.view').boundingBox())!;
  const columns = 96; // the stand-in's picture without a size
  expect(width).toBeCloseTo(Number(await bar.getAttribute('data-scale')) * Math.min(view.width, view.height) / (columns * 0.2), 0);

  await press(page, 'ArrowRight');

  await expect(zoom).toContainText('2 of 24 on this page');
  await expect(zoom.getByRole('heading', { level: 2 })).toHaveText((await page.locator('article').nth(1).getAttribute('data-source')) ?? '');
});

test('queue_ChosenByTheAnnotator_ExchangesThePageOnShow', async ({ page }) => {
  await openDesk(page, 'rounds');
  const before = await names(page);

  await page.getByLabel('What pages are made of').selectOption('highest');

  await expect.poll(() => names(page)).not.toEqual(before);
  await expect(page.locator('[data-tile]')).toHaveCount(10);
  await press(page, 's');
  await expect(page.locator('[data-tile] .score')).toHaveCount(10);
  const scores = (await page.locator('[data-tile] .score').allTextContents()).map(Number);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  await press(page, '2'); // the keys go to the page again, not to the list of queues
  await expect(tile(page, 0)).toHaveAttribute('data-label', 'lens');
});

test('queue_ChosenWhileAPageIsBeingFetched_ShowsWhatItDeals', async ({ page }) => {
  const opens: (string | undefined)[] = [];
  let chosen = () => {};
  const choice = new Promise<void>((resolve) => (chosen = resolve));
  await page.route((url) => url.pathname.endsWith('/pages'), async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    opens.push((route.request().postDataJSON() as { queue?: string }).queue);
    const answer = await route.fetch();
    if (opens.length === 1) // with this one, as many as may be open
      for (const operationId of ['elsewhere-1', 'elsewhere-2']) await page.request.post(route.request().url(), { data: { operationId } });
    if (opens.length === 2) await choice; // the one to be fetched ahead: refused, and slow to say so
    await route.fulfill({ response: answer });
  });
  await openDesk(page, 'rounds');
  await expect.poll(() => opens).toEqual([undefined, undefined]);

  const dealt = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/pages') && r.request().postDataJSON().queue === 'highest');
  await page.getByLabel('What pages are made of').selectOption('highest');
  chosen();

  const { tiles } = (await (await dealt).json()) as { tiles: { sourceId: string }[] };
  await expect.poll(() => names(page)).toEqual(tiles.map((t) => t.sourceId));
  await page.unrouteAll({ behavior: 'wait' });
});

for (const width of [800, 1000, 1280]) {
  test(`views_At${width}PxWide_HaveNothingOutsideTheWindow`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const view of ['label', 'rounds', 'gallery', 'sources']) {
      await open(page, 'rounds', view);
      await expect(page.locator('[data-count="round"]')).toHaveText('6');
      await expect(page.locator({ label: '[data-tile]', rounds: '[data-plot="rank"]', gallery: 'article', sources: 'section' }[view] ?? '').first()).toBeVisible();
      const outside = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('#app *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('svg')).map((e) => e.className));
      expect(outside, view).toEqual([]);
    }
  });
}

test('colours_Light_KeepThePicturesOnBlack', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openDesk(page);
  const background = (selector: string) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).backgroundColor);
  const dark = await background('header');
  const picture = await background('.picture');

  await page.getByRole('button', { name: 'Colours: as the system' }).click();

  await expect.poll(() => background('header')).toBe('rgb(246, 246, 246)');
  expect(dark).toBe('rgb(25, 25, 25)');
  expect(await background('.picture')).toBe(picture);
  await page.reload();
  await expect(page.locator('[data-tile]')).toHaveCount(10);
  expect(await background('header')).toBe('rgb(246, 246, 246)');
});
