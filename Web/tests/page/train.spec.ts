import { expect, test, type Page } from '@playwright/test';
import { open } from './desk';

const policyOf = async (page: Page) => (await (await page.request.get('/api/v1/campaigns/demo')).json()).policy as { members: unknown; fixEnsembles: boolean };

async function openDialog(page: Page) {
  await open(page, 'rounds', 'rounds');
  await page.getByRole('button', { name: 'Train…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Train a member' });
  await expect(dialog.getByLabel('Kind of member')).toBeVisible();
  return dialog;
}

test('train_AMemberOnImages_AddsItToThePolicyShowsItsLossesAndNewScores', async ({ page }) => {
  const dialog = await openDialog(page);
  const scoreOf = async () => (await (await page.request.get('/api/v1/campaigns/demo/sources/sim-000100')).json()).score as number;
  const before = await scoreOf();
  await dialog.getByLabel('Kind of member').selectOption('resnet18_narrow');
  await expect(dialog).toContainText('Looks at the images; 0.700 million parameters.');
  await dialog.getByLabel('Epochs at most').fill('12');
  await dialog.getByLabel('Augmentation').selectOption('sky');
  await dialog.getByLabel('Pretrained weights').selectOption('simclr-narrow.safetensors');
  await expect(dialog.locator('fieldset')).toContainText('mlp');
  await expect(dialog.locator('[data-part="what-happens"]')).toContainText('Adds a member of this kind to the ensemble, and trains on all labels there are now.');

  await dialog.getByRole('button', { name: 'Train', exact: true }).click();

  const progress = page.getByRole('dialog', { name: 'Training round 7' });
  const added = progress.locator('[data-member]').last();
  await expect(added).toContainText('resnet18_narrow');
  expect(await policyOf(page)).toMatchObject({ members: [{ kind: 'resnet18_narrow', options: { epochs: 12, augmentation: 'sky', pretrained: 'simclr-narrow.safetensors' } }, { kind: 'mlp' }] });
  await expect(progress.getByRole('img', { name: 'Training loss' }).first()).toBeVisible();
  await expect(page.locator('[data-slot="round"]')).toContainText('resnet18_narrow, epoch');
  await expect(progress).toContainText('have new scores', { timeout: 40_000 });
  await expect(added).toContainText('done');
  expect(await scoreOf()).not.toBe(before);
});

test('train_Cancelled_EndsTheRoundAndCanBeTriedAgain', async ({ page }) => {
  const dialog = await openDialog(page);
  await dialog.getByRole('button', { name: 'Train', exact: true }).click();
  const progress = page.getByRole('dialog', { name: 'Training round 7' });

  await progress.getByRole('button', { name: 'Cancel the round' }).click();

  await expect(progress).toContainText('Round 7: cancelled');
  await expect(page.locator('[data-count="round"]')).toHaveText('6');
  await progress.getByRole('button', { name: 'Train another…' }).click();
  await expect(dialog.getByLabel('Kind of member')).toBeVisible();
});

test('train_WithAMistake_SaysSoBesideTheFieldAndStartsNothing', async ({ page }) => {
  const dialog = await openDialog(page);
  await dialog.getByLabel('Kind of member').selectOption('film_narrow');
  await expect(dialog.getByLabel('Catalogue columns')).toHaveAccessibleDescription(/A value is needed/);
  await expect(dialog.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  await dialog.getByLabel('Catalogue columns').fill('seeing');
  await dialog.getByLabel('Batch size').fill('65000'); // which only the server refuses

  await dialog.getByRole('button', { name: 'Train', exact: true }).click();

  await expect(dialog.getByLabel('Batch size')).toHaveAccessibleDescription(/batchSize is more than the memory/);
  expect(await policyOf(page)).toMatchObject({ members: [{ kind: 'mlp' }] });
  await expect(page.locator('[data-slot="round"]')).not.toContainText('training');
});

test('train_ByKeyboard_OpensChoosesAndStarts', async ({ page }) => {
  await open(page, 'rounds', 'rounds');
  await page.getByRole('button', { name: 'Train…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Train a member' });
  await dialog.getByLabel('Kind of member').focus();
  await page.keyboard.type('inv');
  await expect(dialog.getByLabel('Kind of member')).toHaveValue('invariant_narrow');
  await dialog.getByLabel('Epochs at most').press('Enter');

  await expect(page.getByRole('dialog', { name: 'Training round 7' })).toContainText('invariant_narrow');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.locator('[data-slot="round"]')).toContainText('Round 7 training');
  await page.getByRole('button', { name: 'Training…' }).click();
  await expect(page.getByRole('dialog', { name: 'Training round 7' })).toBeVisible();
});
