export const title = 'Make a passkey, and sign in with it alone';
export const rows = ['H8'];

// A device of Chromium's own, with a screen lock.
async function addDevice(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    unlock: (isUserVerified) =>
      session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    credentials: async () =>
      (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}

async function press(page, label) {
  await page.getByRole('button', { name: label, exact: true }).click();
}

export async function run({ page, device: screen, assert, visit, fillAndSend, checkPage, signIn, signOut, users, passwordOf }) {
  const user = users.at(-1);
  const name = `Prøvetelefon (${screen})`;
  const device = await addDevice(page);
  await signIn(page, user);
  await visit(page, '/konto/adgangsnoegler');
  await checkPage(page);
  await fillAndSend(page, { navn: name, nuvaerende: 'not the password' });
  assert.equal(await page.locator('[aria-invalid="true"]').count(), 1, 'a wrong password stops it');

  await fillAndSend(page, { navn: name, nuvaerende: passwordOf(user) });
  assert.equal(new URL(page.url()).pathname, '/konto/adgangsnoegler/opret');
  await checkPage(page);
  await press(page, 'Opret adgangsnøglen');
  await page.waitForURL((url) => url.searchParams.get('besked') === 'oprettet');
  await checkPage(page);
  const [credential] = await device.credentials();
  assert.equal(credential.isResidentCredential, true, 'the device can find it without a user name');
  assert.equal(credential.rpId, new URL(page.url()).hostname);

  await signOut(page, user);
  await visit(page, '/log-ind');
  await checkPage(page);
  await device.unlock(false);
  await press(page, 'Log ind med adgangsnøgle');
  await page.waitForTimeout(1000);
  assert.equal(new URL(page.url()).pathname, '/log-ind', 'without its user the device says nothing');

  await device.unlock(true);
  await press(page, 'Log ind med adgangsnøgle');
  await page.waitForURL((url) => url.pathname === '/');
  await visit(page, '/konto/sessioner');
  await checkPage(page);
  assert.ok(await page.getByText('Adgangsnøgle', { exact: true }).count() > 0);

  await visit(page, '/konto/adgangsnoegler');
  const row = page.locator('tr').filter({ hasText: name });
  await row.getByRole('button').click();
  await page.waitForURL((url) => url.searchParams.get('besked') === 'slettet');
  assert.equal(await page.locator('tr').filter({ hasText: name }).count(), 0);
  await signOut(page, user);
  await visit(page, '/log-ind');
  const answered = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await press(page, 'Log ind med adgangsnøgle');
  await answered;
  await page.waitForLoadState();
  await checkPage(page);
  assert.equal(await page.locator('.alert-error').count(), 1, 'a passkey that was removed opens nothing');
}
