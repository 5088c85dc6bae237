import { expect, type Locator, type Page } from '@playwright/test';

let serial = 0;

/** Signs in with a token of its own, and so with a campaign of its own; `kind` says what it looks like (see fake/plugin). */
export async function open(page: Page, kind: 'fresh' | 'rounds' | 'positive' | 'first' | 'nogpu', view = 'label'): Promise<void> {
  await page.goto(`/?token=${kind}-${Date.now()}-${++serial}#/c/demo/${view}`);
}

export async function openDesk(page: Page, kind: 'fresh' | 'rounds' | 'positive' = 'fresh'): Promise<void> {
  await open(page, kind);
  await expect(page.locator('[data-tile]')).toHaveCount(10);
}

export const tile = (page: Page, index: number): Locator => page.locator('[data-tile]').nth(index);

export const names = (page: Page): Promise<string[]> =>
  page.locator('[data-tile]').evaluateAll((all) => all.map((e) => e.getAttribute('data-tile') ?? ''));

export async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** What the API says of the campaign. */
export async function status(page: Page): Promise<{ labelled: Record<string, number>; submissions: number; unsure: number; skipped: number; available: number }> {
  const answer = await page.request.get('/api/v1/campaigns/demo');
  expect(answer.ok()).toBe(true);
  return answer.json();
}

export const submissions = (page: Page) => expect.poll(async () => (await status(page)).submissions);
