// Signing in at an identity provider, from the first click to the session and back out, and every
// way in which a provider's answer can be wrong. script/openid-test runs this.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Broker } from './broker.mjs';
import { Browser } from './browser.mjs';
import { Trygby, clientSecret, freePort } from './trygby.mjs';

const [program, demonstration] = [process.env.TRYGBY_PROGRAM, process.env.TRYGBY_DEMONSTRATION];
const broker = new Broker();
let trygby;
let start;

const isReturn = (url) => url.includes('/log-ind/retur/');

function person(changes = {}) {
  broker.person = { sub: 'person-1', cvr: '11931316', loa: 'Substantial', ...changes };
  broker.spoil = null;
}

async function isSignedIn(browser) {
  return (await browser.go(`${trygby.address}/konto`)).url.endsWith('/konto');
}

/** There and back must end on a page with these words, and nobody is signed in. */
async function refused(words, { spoil = null, changes = {}, status = 422 } = {}) {
  person(changes);
  broker.spoil = spoil;
  const browser = new Browser();
  const page = await browser.go(start);
  assert.equal(page.status, status);
  assert.ok(page.body.includes(words), `the page doesn't say “${words}”`);
  assert.equal(await isSignedIn(browser), false);
  broker.spoil = null;
}

const notApproved = 'Dit login hos identitetsudbyderen kunne ikke godkendes.';

async function administrator() {
  const user = (await trygby.users()).find(({ name }) => name.startsWith('administrator'));
  const browser = new Browser();
  const csrf = { csrf_token: 'nobody-signed-in' };
  await browser.go(`${trygby.address}/log-ind`, { form: { ...csrf, brugernavn: user.name, adgangskode: user.password } });
  await browser.go(`${trygby.address}/log-ind/kode`, { form: { ...csrf, kode: await trygby.code(user.name) } });
  assert.ok(await isSignedIn(browser));
  return browser;
}

before(async () => {
  trygby = new Trygby(program, await freePort());
  start = `${trygby.address}/log-ind/udbyder/broker`;
  await broker.start({ clientId: 'trygby', clientSecret, returnAddress: `${trygby.address}/log-ind/retur/broker` });
  await trygby.start(demonstration, broker.issuer);
});

after(async () => {
  await trygby?.stop();
  await broker.stop();
});

test('who is not linked gets a calm page', async () => {
  await refused('er ikke knyttet til en bruger i Trygby.', { status: 403 });
});

test("an administrator's link ties the sign-in to an account", async () => {
  const admin = await administrator();
  const users = await admin.go(`${trygby.address}/brugere`);
  const user = users.body.match(/href="\/brugere\/(\d+)">([^<]+)<\/a>/);
  const page = await admin.go(`${trygby.address}/brugere/${user[1]}/login`);
  const csrf = page.body.match(/name="csrf_token" value="([^"]+)"/)[1];
  const made = await admin.go(`${trygby.address}/brugere/${user[1]}/login/link`,
    { form: { csrf_token: csrf, udbyder: 'broker' } });
  const [address, token] = made.body.match(/http:[^<]*\/tilknyt\/([^<]+)/);
  person();
  const browser = new Browser();
  const invitation = await browser.go(address);
  assert.equal(invitation.status, 200);
  await browser.go(`${start}?tilknyt=${token}`);
  const account = await browser.go(`${trygby.address}/konto`);
  assert.ok(account.body.includes(user[2]), 'signed in as the account that was invited');
  const sessions = await browser.go(`${trygby.address}/konto/sessioner`);
  assert.ok(sessions.body.includes('Kommunelogin'));
  assert.equal((await browser.go(address)).status, 404, 'the link works once');
});

test('from then on there and back is enough', async () => {
  person();
  const browser = new Browser();
  const page = await browser.go(`${start}?side=%2Fkonto%2Fsessioner`);
  assert.equal(page.status, 200);
  assert.ok(page.url.endsWith('/konto/sessioner'));
  assert.ok(broker.tokens >= 2);
});

test('tokens under the other algorithms are taken too', async () => {
  for (const alg of ['ES256', 'PS256']) {
    person();
    broker.spoil = ({ payload, sign }) => sign(payload, alg);
    const browser = new Browser();
    await browser.go(start);
    assert.ok(await isSignedIn(browser), alg);
  }
});

test('R41: a low level of assurance', async () => {
  await refused('Dit login har for lavt sikringsniveau.', { changes: { loa: 'Low' }, status: 403 });
});

test('an agency that has no access', async () => {
  await refused('Din myndighed har ikke adgang', { changes: { cvr: '12345678' }, status: 403 });
});

const spoilt = {
  openid_nonce: ({ payload, sign }) => sign({ ...payload, nonce: 'another' }),
  openid_audience: ({ payload, sign }) => sign({ ...payload, aud: 'another' }),
  openid_party: ({ payload, sign }) => sign({ ...payload, aud: ['trygby', 'another'] }),
  openid_issuer: ({ payload, sign }) => sign({ ...payload, iss: 'https://evil.example' }),
  openid_expired: ({ payload, sign }) => sign({ ...payload, exp: payload.iat - 3600 }),
  openid_signature: ({ token }) => token.replace(/\.([^.])([^.]*)$/, (_, a, rest) => `.${a === 'A' ? 'B' : 'A'}${rest}`),
  openid_malformed: ({ payload, encode }) => `${encode({ alg: 'none' })}.${encode(payload)}.`,
};

for (const [event, spoil] of Object.entries(spoilt)) {
  test(`a token that isn't right: ${event}`, async () => {
    await refused(notApproved, { spoil });
    assert.ok(trygby.log.includes(event), `the log has ${event}`);
  });
}

test('changed claims under an old signature', async () => {
  const spoil = ({ token, payload, encode }) => {
    const [head, , signature] = token.split('.');
    return `${head}.${encode({ ...payload, sub: 'person-2' })}.${signature}`;
  };
  await refused(notApproved, { spoil });
});

test('a state is taken once, and only from the browser that left with it', async () => {
  person();
  const browser = new Browser();
  const { url } = await browser.go(start, { stop: isReturn });
  const stranger = await new Browser().go(url);
  assert.equal(stranger.status, 422);
  const copy = browser.copy();
  const done = await browser.go(url);
  assert.equal(done.status, 200);
  assert.ok(await isSignedIn(browser));
  const replayed = await copy.go(url);
  assert.equal(replayed.status, 422);
  assert.equal(await isSignedIn(copy), false);
  assert.ok(trygby.log.includes('openid_replayed'));
});

test('an answer that names another issuer, or none', async () => {
  for (const change of [(query) => query.set('iss', 'https://evil.example'), (query) => query.delete('iss'),
    (query) => query.set('state', 'guessed')]) {
    person();
    const browser = new Browser();
    const { url } = await browser.go(start, { stop: isReturn });
    const changed = new URL(url);
    change(changed.searchParams);
    assert.equal((await browser.go(changed.href)).status, 422);
    assert.equal(await isSignedIn(browser), false);
  }
});

test('a code is worth nothing to who has not the verifier', async () => {
  person();
  const [one, other] = [new Browser(), new Browser()];
  const stolen = new URL((await one.go(start, { stop: isReturn })).url);
  const own = new URL((await other.go(start, { stop: isReturn })).url);
  own.searchParams.set('code', stolen.searchParams.get('code'));
  assert.equal((await other.go(own.href)).status, 422);
  assert.equal(await isSignedIn(other), false);
});

test('signing out everywhere ends the session', async () => {
  person();
  const browser = new Browser();
  await browser.go(start);
  const page = await browser.go(`${trygby.address}/konto/sessioner`);
  const csrf = page.body.match(/name="csrf_token" value="([^"]+)"/)[1];
  await browser.go(`${trygby.address}/konto/sessioner/afslut-alle`, { form: { csrf_token: csrf } });
  assert.equal(await isSignedIn(browser), false);
});
