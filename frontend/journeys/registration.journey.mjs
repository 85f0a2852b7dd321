export const title = 'Register on the spot, find it again, and look through the plan';
export const rows = ['F1', 'D1', 'F2', 'H8'];

export async function run({ page, assert, visit, fillAndSend, checkPage, signIn }) {
  await signIn(page, 'medarbejder');
  await visit(page, '/');
  await checkPage(page);

  await visit(page, '/observationer/ny');
  await checkPage(page);
  await fillAndSend(page, { place: 'Ved søen', text: '' });
  assert.ok(await page.locator('.error-summary, .alert-error, [aria-invalid="true"]').count() > 0,
    'a form with mistakes comes back and says so');
  assert.equal(await page.inputValue('[name="place"]'), 'Ved søen', 'what was written is kept');
  await checkPage(page);

  for (const path of ['/indsatser', '/indsatser/youth_job_with_mentor',
    '/indsatser/workshop_drop_in', '/maal', '/ordliste',
    '/aktiviteter', '/aktiviteter/ny', '/aktiviteter/kalender?maaned=2025-05', '/henvendelser',
    '/henvendelser/ny', '/observationer', '/statistik',
    '/statistik/forventet?emne=burglary&aar=2019&mod=naboerne', '/analyser', '/analyser/quarters',
    '/analyser/cohorts', '/analyser/clusters', '/organisation', '/konto']) {
    await visit(page, path);
    await checkPage(page);
  }
}
