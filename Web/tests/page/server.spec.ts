import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { Contract } from './contract';
import { names, press, tile } from './desk';
import { isServed, test, visit } from './server';

/** The page on the real server, with the demo's simulated sky; the first test brings a round about, the others look at it. */
test.describe.configure({ mode: 'serial' });
test.skip(!isServed, 'neither LENS_SERVER nor LENS_URL, LENS_TOKEN and LENS_TRUTH name a server');

const c = '/campaigns/demo';
const contract = new Contract();
const operation = () => ({ operationId: crypto.randomUUID() });

test('round_AfterLabelsByName_IsTrainedAndShownLive', async ({ page, server, ask }) => {
  test.setTimeout(240_000);
  await ask(`${c}/policy`, { presumedNegatives: 0 }, 'PATCH'); // no round but the one that is asked for
  const label = (sourceId: string, is: string) => ({ sourceId, label: is });
  const labels = [...server.lenses.slice(0, 20).map((s) => label(s, 'lens')), ...server.others.slice(0, 40).map((s) => label(s, 'non-lens'))];
  expect(contract.differences('SubmitAnswer', await ask(`${c}/labels`, { ...operation(), kind: 'label', labels }))).toEqual([]);
  await visit(page, server, 'label');
  await expect(page.locator('[data-count="lens"]')).toHaveText('20');

  await press(page, 't');

  await expect(page.getByText('Round 1 is published')).toBeVisible({ timeout: 180_000 });
  await expect(page.locator('[data-count="round"]')).toHaveText('1');
});

test('contract_OfEveryAnswer_HoldsWhatTypesSay', async ({ ask, server }) => {
  const page = (await ask(`${c}/pages`, operation())) as { pageId: string; tiles: { sourceId: string }[] };
  const answers = page.tiles.map(({ sourceId }, i) => ({ sourceId, ...(i === 0 ? { skip: true } : { label: 'non-lens', unsure: i === 1, comment: 'a spiral' }) }));
  const answered: [type: string, value: unknown][] = [
    ['Page', page],
    ['Listing of Page', await ask(`${c}/pages`)],
    ['PageRenewed', await ask(`${c}/pages/${page.pageId}/renew`, {})],
    ['SubmitAnswer', await ask(`${c}/pages/${page.pageId}/labels`, { ...operation(), labels: answers })],
  ];
  answered.push(['RemarkAnswer', await ask(`${c}/sources/${server.lenses[0]}/remarks`, { ...operation(), grade: 'B', flag: 'follow-up', comment: 'an arc' })]);
  const reads: [type: string, path: string][] = [
    ['Listing of Campaign', '/campaigns'], ['Campaign', c], ['Me', '/me'], ['Devices', '/devices'], ['Listing of MemberKind', '/members'], ['Listing of Weights', '/weights'], ['Listing of IngestJob', `${c}/ingests`],
    ['IngestJob', `${c}/ingests/1`], ['Listing of Round', `${c}/rounds`], ['Round', `${c}/rounds/1`], ['RoundPlots', `${c}/rounds/1/plots`],
    ['Listing of FindsOfRound', `${c}/finds`], ['Listing of SourceRow', `${c}/sources?limit=5&search=sim`],
    ['Source', `${c}/sources/${server.lenses[0]}`], ['Source', `${c}/sources/${page.tiles[0]?.sourceId}`],
    ['Gallery', `${c}/gallery?limit=5`], ['Gallery', `${c}/gallery?class=skip`], ['Gallery', `${c}/gallery?class=unsure`], ['Gallery', `${c}/gallery?class=any&grade=B&flag=follow-up`],
  ];
  for (const [type, path] of reads) answered.push([type, await ask(path)]);
  answered.push(['UndoAnswer', await ask(`${c}/undo`, operation())]);
  answered.push(['CreatedToken', await ask('/tokens', { annotator: 'ana', campaign: 'demo', role: 'viewer' })]);

  for (const [type, value] of answered) expect.soft(contract.differences(type, value), type).toEqual([]);
});

test('contract_OfARefusal_IsProblemDetailsThatThePageKnows', async ({ request, server }) => {
  const headers = { Authorization: `Bearer ${server.token}` };
  const unknown = await request.get(`${server.url}/api/v1/campaigns/none`, { headers });
  const spent = await request.get(`${server.url}/api/v1/me`);
  const malformed = await request.post(`${server.url}/api/v1${c}/labels`, { headers, data: { ...operation(), labels: [{ sourceId: 'none' }] } });

  expect([unknown.status(), spent.status(), malformed.status()]).toEqual([404, 401, 422]);
  for (const [answer, slug] of [[unknown, 'unknown-campaign'], [spent, 'unauthenticated'], [malformed, '']] as const) {
    const problem = await answer.json();
    expect.soft(contract.differences('Problem', problem), slug).toEqual([]);
    expect.soft(problem.type, slug).toContain(slug);
  }
});

test('label_OnARunningServer_SubmitsAndUndoes', async ({ page, server, ask }) => {
  const submissions = async () => ((await ask(c)) as { submissions: number }).submissions;
  await visit(page, server, 'label');
  await expect(page.locator('[data-tile]')).toHaveCount(10);
  await expect.poll(() => page.locator('[data-tile] img').evaluateAll((all) => all.every((i) => (i as HTMLImageElement).naturalWidth > 0))).toBe(true);
  const first = await names(page);
  const before = await submissions();

  await press(page, 'Home', '1', '0', '2', 'x', 'c');
  await expect(page.getByLabel('Comment')).toBeFocused();
  await page.keyboard.type('blue arc to the east'); // holds the keys of undo, train and skip
  await press(page, 'Enter', 'Escape', '2', 'Enter');
  await expect.poll(() => names(page)).not.toEqual(first);
  await expect.poll(submissions).toBeGreaterThan(before);
  const source = (await ask(`${c}/sources/${first[3]}`)) as { history: { comment: string | null }[] };
  expect(source.history.at(-1)?.comment).toBe('blue arc to the east');
  await press(page, 'u');

  // What was answered is back. A tile left open was free again, and may be on the page fetched ahead by now: another stands in its
  // place, and the page is whole.
  await expect.poll(async () => (await names(page)).slice(0, 4)).toEqual(first.slice(0, 4));
  expect(new Set(await names(page)).size).toBe(first.length);
  await expect(tile(page, 1)).toHaveAttribute('data-state', 'labelUnsure');
  await expect(tile(page, 2)).toHaveAttribute('data-state', 'skip');
  await expect(tile(page, 3)).toContainText('has a comment');

  const reopened = await names(page);
  await press(page, 'Shift+1', 'Enter'); // so that the tests after this one begin with whole pages
  await expect.poll(() => names(page)).not.toEqual(reopened);
});

test('label_FasterThanTheServerTakesPages_NeverWaitsForARetry', async ({ page, server }) => {
  const failed = page.getByText('No page could be fetched');
  await visit(page, server, 'label');
  for (let i = 0; i < 8; i++) {
    await expect(page.locator('[data-tile]')).not.toHaveCount(0); // a page that was reopened can be a short one
    const shown = await names(page);
    await press(page, 'Shift+1', 'Enter');
    await expect.poll(() => names(page), { intervals: [10] }).not.toEqual(shown);
    await expect(failed).toHaveCount(0);
  }
});

test('zoom_WithEveryStretchAndBand_DrawsThePicture', async ({ page, server }) => {
  await visit(page, server, 'label');
  await expect(page.locator('[data-tile]')).not.toHaveCount(0); // a page that was reopened can be a short one
  await press(page, 'z');
  const picture = page.locator('dialog .view img').last();
  const drawn = () => expect.poll(() => picture.evaluate((i) => (i as HTMLImageElement).complete && (i as HTMLImageElement).naturalWidth > 0)).toBe(true);
  await expect(page.getByRole('button', { name: 'g', exact: true })).toBeVisible();

  for (const choice of ['asinh', 'zscale', 'percentile', 'linear', 'default', 'g', 'r', 'i', 'colour']) {
    await page.getByRole('button', { name: choice, exact: true }).click();
    await drawn();
  }
  await expect(page.locator('dialog')).toContainText('0.2 arcsec');
});

test('rounds_OfTheTrainedRound_ShowPlotsFromItsData', async ({ page, server, ask }) => {
  const plots = (await ask(`${c}/rounds/1/plots`)) as { finds: { points: unknown[] }; lines: Record<string, unknown> };
  await visit(page, server, 'rounds');

  await expect(page.locator('[data-plot="rank"] path.find')).toHaveCount(plots.finds.points.length);
  await expect(page.locator('[data-plot="distribution"] [data-line="dividing threshold"]')).toHaveCount(1);
  await expect(page.locator('table.members tbody tr')).toHaveCount(5);
  await expect(page.locator('[data-plot="finds"] [data-round="1"]')).toHaveCount(1);
});

test('gallery_SearchedByName_FindsTheSourceAndTheOwnerDecides', async ({ page, server, ask }) => {
  const name = server.others[0] ?? '';
  await visit(page, server, 'gallery');
  await page.getByLabel('Search by name').fill(name);
  await expect(page.locator('article')).toHaveCount(1);

  await page.getByLabel(`Enlarge ${name}`).click();
  await page.getByRole('group', { name: 'Decide as owner' }).getByRole('button', { name: 'lens', exact: true }).click();

  await expect.poll(async () => ((await ask(`${c}/sources/${name}`)) as { label: string }).label).toBe('lens');
});

test('gallery_GradedFlaggedAndFiltered_ShowsTheSourceAlone', async ({ page, server, ask }) => {
  const name = server.lenses[1] ?? '';
  await visit(page, server, 'gallery');
  await page.getByLabel(`Enlarge ${name}`).click();
  await press(page, 'a');
  await page.getByLabel('New flag').fill('spectrum wanted');
  await press(page, 'Enter');
  await expect(page.getByRole('button', { name: 'Take off spectrum wanted' })).toBeVisible();
  await expect(page.locator('[data-scale]')).toBeVisible();
  await press(page, 'Escape');

  await page.getByLabel('Grade').selectOption('A');
  await page.getByLabel('Flag').selectOption('spectrum wanted');

  await expect(page.locator('article')).toHaveCount(1);
  expect(await ask(`${c}/sources/${name}`)).toMatchObject({ grade: 'A', flags: ['spectrum wanted'] });
});

test('policy_ChangedInThePage_HoldsOnTheServer', async ({ page, server, ask }) => {
  await visit(page, server, 'sources');
  await page.getByRole('button', { name: 'Change the policy…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Policy of/ });
  await dialog.getByLabel('Or after this many new positives').fill('25');
  await dialog.getByLabel('Time for a page').fill('900');
  await dialog.getByRole('button', { name: 'Change policy' }).click();

  await expect(page.getByText('The policy is changed')).toBeVisible();
  expect(await ask(c)).toMatchObject({ policy: { leaseSeconds: 900, retrainWhen: { labels: null, days: null, confirmed: 25 }, pageSize: 10, seed: 1234 } });
});

test('export_FromTheGallery_IsAnArchive', async ({ page, server }) => {
  await visit(page, server, 'gallery');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export' }).click();
  const file = await readFile(await (await download).path());

  expect(file.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
  expect(file.toString('latin1')).toContain('remarks.csv');
});

test('queue_OfTheHighest_DealsThemFirst', async ({ page, server }) => {
  await visit(page, server, 'label');
  await expect(page.locator('[data-tile]')).not.toHaveCount(0);
  const dealt = page.waitForResponse((r) => r.request().method() === 'POST' && r.url().endsWith('/pages') && r.request().postDataJSON().queue === 'highest');

  await page.getByLabel('What pages are made of').selectOption('highest');

  const { tiles } = (await (await dealt).json()) as { tiles: { reason: string }[] };
  expect(new Set(tiles.map((t) => t.reason))).toEqual(new Set(['score']));
});

test('campaigns_MadeWithAPolicyAndAnInvitation_AreAsAsked', async ({ page, server, ask, browser }) => {
  await page.goto(`${server.url}/?token=${server.token}#/`);
  await page.getByRole('button', { name: 'New campaign' }).click();
  await page.getByLabel('Name').fill('Second look');
  await page.getByText('What a page holds').click();
  await page.getByLabel('Tiles on a page').fill('20');
  await page.getByLabel('How those are chosen').selectOption('threshold');
  await page.getByRole('button', { name: 'Create, then add sources' }).click();
  await expect(page.getByRole('heading', { name: 'Ingests' })).toBeVisible();
  expect(await ask('/campaigns/second-look')).toMatchObject({ state: 'empty', policy: { pageSize: 20, supplementMethod: 'threshold', auditRatio: 0.1 } });

  await page.goto(`${server.url}/#/`);
  await page.getByLabel('Annotator').fill('bea');
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link for bea').inputValue();
  const other = await browser.newPage();
  await other.goto(link);
  await expect(other.getByText('Signed in as bea (annotator)')).toBeVisible();
  await other.close();
});
