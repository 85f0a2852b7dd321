export const title = 'Sign in with a one-time code, and out again';
export const rows = ['H8'];

export async function run({ page, assert, visit, fillAndSend, checkPage, signIn, signOut, users }) {
  const user = users[0];
  await visit(page, '/log-ind');
  await checkPage(page);

  await fillAndSend(page, { brugernavn: user, adgangskode: 'not the password' });
  assert.equal(new URL(page.url()).pathname, '/log-ind', 'a wrong password leads nowhere');
  await checkPage(page);

  await signIn(page, user);
  await checkPage(page);

  await signOut(page, user);
  await visit(page, '/');
  assert.ok(await page.locator('.log-off').count() === 0, 'signed out means out');
}
