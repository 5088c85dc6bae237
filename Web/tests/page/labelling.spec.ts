import { expect, test } from '@playwright/test';
import { names, open, openDesk, press, status, submissions, tile } from './desk';

test('keys_WhenAPageIsLabelled_SubmitExactlyWhatIsShown', async ({ page }) => {
  await openDesk(page);

  await press(page, '2', '1', '0', '2', 'x', '0', 'ArrowRight', '1', '1', '1', '1');
  const shown = await page.locator('[data-tile]').evaluateAll((all) => all.map((e) => `${e.getAttribute('data-state')} ${e.getAttribute('data-label')}`.trim()));
  expect(shown).toEqual(['label lens', 'label non-lens', 'labelUnsure lens', 'skip', 'unsure', 'label non-lens', 'label non-lens', 'label non-lens', 'label non-lens', 'unseen']);
  await expect(page.getByText('1 of 10 tiles not yet answered: left unanswered on submit')).toBeVisible();

  const request = page.waitForRequest((r) => r.method() === 'POST' && r.url().endsWith('/labels'));
  await press(page, 'Enter');
  const body = (await request).postDataJSON() as { operationId: string; rest: string; labels: { label?: string; unsure?: boolean; skip?: boolean }[] };
  expect(body.labels.map(({ label, unsure, skip }) => ({ label, unsure, skip }))).toMatchObject([
    { label: 'lens' }, { label: 'non-lens' }, { label: 'lens', unsure: true }, { skip: true }, { unsure: true }, { label: 'non-lens' }, {}, {}, {},
  ]);
  expect(body.rest).toBe('explicit');
  await submissions(page).toBe(9);
  expect(await status(page)).toMatchObject({ labelled: { lens: 2, 'non-lens': 5 }, unsure: 2, skipped: 1 });
  await expect(page.locator('[data-count="lens"]')).toHaveText('2');
});

test('submit_WithThePrefetchedPageAtHand_ShowsItAtOnce', async ({ page }) => {
  let opened = 0;
  page.on('response', (r) => void (r.request().method() === 'POST' && r.url().endsWith('/pages') && opened++));
  await openDesk(page);
  await expect.poll(() => opened).toBe(2);
  const before = await names(page);

  await page.route('**/pages', () => {}); // no further page can arrive
  await press(page, 'Shift+1', 'Enter');

  await expect.poll(() => names(page)).not.toEqual(before);
  await expect(page.locator('[data-tile]')).toHaveCount(10);
});

test('undo_AfterASubmit_ReopensThePageWithItsAnswers', async ({ page }) => {
  await openDesk(page);
  const first = await names(page);
  await press(page, '2', '1', '0', '1', 'Enter');
  await submissions(page).toBe(3);

  await press(page, 'u');

  await expect.poll(() => names(page)).toEqual(first);
  await expect(tile(page, 0)).toHaveAttribute('data-label', 'lens');
  await expect(tile(page, 2)).toHaveAttribute('data-state', 'labelUnsure');
  await expect(page.getByText('reopened')).toBeVisible();
  await submissions(page).toBe(0);
  await press(page, '1', 'Enter');
  await submissions(page).toBe(3);
  expect((await status(page)).labelled).toEqual({ lens: 0, 'non-lens': 3 });
});

test('undo_WhileTheSubmissionIsOnItsWay_FollowsIt', async ({ page }) => {
  await openDesk(page);
  const first = await names(page);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/labels', async (route) => {
    const answer = await route.fetch();
    await released;
    await route.fulfill({ response: answer });
  });
  await press(page, '2', 'Enter');
  await submissions(page).toBe(1); // the server has it, the page does not know yet

  await press(page, 'u');
  await expect.poll(() => names(page)).not.toEqual(first);
  release();

  await expect.poll(() => names(page)).toEqual(first);
  await submissions(page).toBe(0);
});

test('undo_WhenNothingWasSubmitted_SaysSo', async ({ page }) => {
  await openDesk(page);

  await press(page, 'u');

  await expect(page.getByText('Nothing to undo.')).toBeVisible();
  await expect(page.locator('[data-tile]')).toHaveCount(10);
});

test('reload_WithAHalfLabelledPage_KeepsPageAndAnswers', async ({ page }) => {
  await openDesk(page);
  const before = await names(page);
  await press(page, '2', 'x');

  await page.reload();

  await expect.poll(() => names(page)).toEqual(before);
  await expect(tile(page, 0)).toHaveAttribute('data-label', 'lens');
  await expect(tile(page, 1)).toHaveAttribute('data-state', 'skip');
});

test('submit_WithoutAnyAnswer_AsksBeforeThePageGoesBack', async ({ page }) => {
  await openDesk(page);
  const before = await names(page);

  await press(page, 'Enter');
  await expect(page.getByText('Nothing is answered. Enter again gives the page back.')).toBeVisible();
  expect(await names(page)).toEqual(before);

  await press(page, 'Enter');
  await expect.poll(() => names(page)).not.toEqual(before);
  expect((await status(page)).submissions).toBe(0);
});

test('policy_WhenUnmarkedArePositive_IsSaidPlainly', async ({ page }) => {
  await openDesk(page, 'positive');

  await press(page, '1', '1');
  await expect(page.getByText('8 of 10 tiles not yet answered: submitted as lens')).toBeVisible();
  await press(page, 'Enter');

  await submissions(page).toBe(10);
  expect((await status(page)).labelled).toEqual({ lens: 8, 'non-lens': 2 });
});

test('mouse_LeftMarksAndRightEnlarges', async ({ page }) => {
  await openDesk(page, 'rounds');

  await tile(page, 3).click();
  await expect(tile(page, 3)).toHaveAttribute('data-label', 'lens');
  await tile(page, 3).click();
  await expect(tile(page, 3)).toHaveAttribute('data-label', 'non-lens');
  await tile(page, 3).click();
  await expect(tile(page, 3)).toHaveAttribute('data-state', 'unseen');

  await tile(page, 4).click({ button: 'right' });
  const zoom = page.getByRole('dialog');
  await expect(zoom).toContainText('tile 5 of 10');
  await expect(zoom).toContainText('Why it is shown');
  await page.keyboard.press('Escape');
  await expect(zoom).toBeHidden();
});

test('zoom_WithStretchBandsAndWheel_AsksTheServerForThem', async ({ page }) => {
  await openDesk(page);
  await press(page, 'z');
  const zoom = page.getByRole('dialog');

  const zscale = page.waitForRequest((r) => r.url().includes('size=1024') && r.url().includes('stretch=zscale'));
  await zoom.getByRole('button', { name: 'zscale' }).click();
  await zscale;
  const band = page.waitForRequest((r) => r.url().includes('bands=r'));
  await zoom.getByRole('button', { name: 'r', exact: true }).click();
  await band;
  await page.mouse.move(400, 300);
  await page.mouse.wheel(0, -400);
  await expect(zoom).toContainText('1.8×');
  await press(page, '2', 'ArrowLeft');
  await expect(zoom).toContainText('Answer: lens');
});

test('scores_ByDefault_AreHiddenUntilAskedFor', async ({ page }) => {
  await openDesk(page, 'rounds');
  await expect(page.locator('[data-tile] .score')).toHaveCount(0);

  await press(page, 's');

  await expect(page.locator('[data-tile] .score').first()).toHaveText(/^[01]\.\d{3}$/);
});

for (const size of [{ width: 1366, height: 768 }, { width: 1366, height: 640 }, { width: 1920, height: 1080 }]) {
  test(`grid_At${size.width}By${size.height}_NeedsNoScrolling`, async ({ page }) => {
    await page.setViewportSize(size);
    await openDesk(page);

    const last = await tile(page, 9).boundingBox();
    const submit = await page.getByRole('button', { name: 'Submit' }).boundingBox();
    expect(last!.y + last!.height).toBeLessThanOrEqual(submit!.y);
    expect(submit!.y + submit!.height).toBeLessThanOrEqual(size.height);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(size.height);
  });
}

test('token_FromTheLink_LeavesTheAddress', async ({ page }) => {
  await openDesk(page);

  expect(page.url()).not.toContain('token');
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('signIn_WithASpentToken_SaysWhatToDo', async ({ page }) => {
  await page.goto('/?token=spent');

  await expect(page.getByRole('alert')).toContainText('spent');
  await expect(page.getByLabel('Token')).toBeVisible();
});

test('firstRun_FromNothing_LeadsToALabelledPage', async ({ page }) => {
  await open(page, 'first');
  await page.goto('/#/');
  await page.getByLabel('Name').fill('My field');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByLabel('Path on the server').fill('cutouts');
  await page.getByRole('button', { name: 'Add sources' }).click();
  await expect(page.getByText('1 file could not be read')).toBeVisible();
  await expect(page.getByText('899 added')).toBeVisible({ timeout: 40_000 });

  await page.getByRole('link', { name: 'Label', exact: true }).click();

  await expect(page.locator('[data-tile]')).toHaveCount(10);
});
