export const title = 'Put a list in another order with the keyboard';
export const rows = ['H8'];

const orderPage = '/lister/partnere/raekkefoelge';

export async function run({ page, assert, visit, checkPage, signIn }) {
  await signIn(page, 'koordinator');
  await visit(page, orderPage);
  await checkPage(page);
  const fields = page.locator('input[name^="plads_"]');
  const first = await fields.nth(0).getAttribute('name');
  const second = await fields.nth(1).getAttribute('name');
  assert.ok(await page.getByLabel(/^Plads for /).count() > 1, 'each field has a name of its own');

  // One place down, and the keyboard goes on from what was moved.
  const key = first.slice('plads_'.length);
  await page.locator(`button[value="ned:${key}"]`).focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.equal(await fields.nth(1).getAttribute('name'), first, 'it stands a place further down');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('name')), first,
    'the focus is on what was moved');
  await checkPage(page);

  // The enter key in a field saves what was typed and moves nothing else.
  await fields.nth(0).fill('2');
  await Promise.all([page.waitForNavigation(), fields.nth(0).press('Enter')]);
  assert.equal(new URL(page.url()).pathname, '/lister/partnere', 'saved, back at the list');
  await visit(page, orderPage);
  assert.equal(await fields.nth(0).getAttribute('name'), first, 'the order is as it was');
  assert.equal(await fields.nth(1).getAttribute('name'), second, 'the order is as it was');

  await fields.nth(0).fill('0');
  await Promise.all([page.waitForNavigation(), fields.nth(0).press('Enter')]);
  assert.ok(await page.locator('[aria-invalid="true"]').count() === 1,
    'what is no place is said at its field');
  await checkPage(page);
}
