export const title = 'Read the published annual report without signing in';
export const rows = ['F25'];

export async function run({ page, assert, visit, checkPage }) {
  await visit(page, '/aarsrapport/2024');
  await checkPage(page);
  assert.ok(await page.locator('table').count() >= 4, 'the four goals have their tables');
  for (const path of ['/aarsrapport/2025', '/offentligt', '/gode-historier', '/was', '/privatliv']) {
    await visit(page, path);
    await checkPage(page);
  }
}
