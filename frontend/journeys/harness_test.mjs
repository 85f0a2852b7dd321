// Tests of the harness itself: each rule of checkPage refuses a page that breaks it and accepts one
// that keeps it, and run.mjs tells passed from failed. Run with: node --test journeys/
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchBrowser, openPage } from './browser.mjs';
import { checkPage } from './page_check.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
// Pictures may come from the second place, so that a request to it is seen as a request.
const elsewhere = 'http://127.0.0.1:9';
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; "
  + `img-src 'self' ${elsewhere}`;

function document(main) {
  return `<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Side</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/site.css"><script src="/site.js" defer></script></head>
<body><main>${main}</main></body></html>`;
}

const field = (name, type) =>
  `<label for="${name}">Felt</label><input id="${name}" name="${name}" type="${type}">`;
const form = (action, fields) =>
  `<form method="post" action="${action}">${fields}<button>Send</button></form>`;
const nameAndPassword = field('brugernavn', 'text') + field('adgangskode', 'password');
const signOut = `<header><form method="post" action="/log-ud">
<button class="log-off">Log af</button></form></header>`;

const pages = {
  '/good': document(`<h1>God side</h1>
    <div class="scroll" tabindex="0"><p class="wide">Bred</p></div>`),
  '/two-headings': document('<h1>En</h1><h1>To</h1>'),
  '/unlabelled': document('<h1>Side</h1><input name="name">'),
  '/wide': document('<h1>Side</h1><p class="wide">Bred</p>'),
  '/inline-style': document('<h1>Side</h1><p style="color: red">Rød</p>'),
  '/inline-script': document('<h1>Side</h1><script>document.title = "x"</script>'),
  '/missing-image': document('<h1>Side</h1><img src="/nowhere.png" alt="Intet">'),
  '/elsewhere': document(`<h1>Side</h1><img src="${elsewhere}/x.png" alt="Andet">`),
  '/undrawn': document(`<h1>Side</h1>
    <figure data-chart-url="/x" data-chart-state="failed"></figure>`),
  '/throws': document('<h1>Side</h1><p id="throw">Fejl</p>'),
  '/log-ind': document(`<h1>Log ind</h1>${form('/log-ind', nameAndPassword)}`),
  '/log-ind/kode': document(`<h1>Kode</h1>${form('/log-ind/kode', field('kode', 'text'))}`),
  '/': document(`${signOut}<h1>Forside</h1>`),
};
const style =
  '.wide { width: 700px } .scroll { overflow-x: auto } button { min-height: 30px }';
const files = {
  '/icon.svg': ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  '/site.css': ['text/css', style],
  '/site.js': ['text/javascript', 'if (document.getElementById("throw")) throw new Error("brast")'],
};

// One code is good for one use, as in the program.
const usedCodes = new Set();

function answerPost(path_, values, send) {
  if (path_ === '/log-ind') {
    const isRight = values.get('adgangskode') === 'secret-1';
    return isRight ? send(303, '', { location: '/log-ind/kode' }) : send(422, pages['/log-ind']);
  }
  if (path_ === '/log-ind/kode') {
    const code = values.get('kode');
    if (usedCodes.has(code)) return send(422, pages['/log-ind/kode']);
    usedCodes.add(code);
    return send(303, '', { location: '/', 'set-cookie': 'session=1; Path=/' });
  }
  return send(303, '', { location: '/log-ind', 'set-cookie': 'session=; Max-Age=0; Path=/' });
}

function answer(request, response) {
  const send = (status, body, headers = {}) => {
    const usual = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
    response.writeHead(status, { ...usual, ...headers });
    response.end(body);
  };
  const address = request.url;
  if (request.method === 'POST') {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => answerPost(address, new URLSearchParams(body), send));
    return;
  }
  if (address in files) return send(200, files[address][1], { 'content-type': files[address][0] });
  const isSignedIn = (request.headers.cookie ?? '').includes('session=1');
  if (address === '/' && !isSignedIn) return send(303, '', { location: '/log-ind' });
  if (address in pages) return send(200, pages[address]);
  return send(404, document('<h1>Findes ikke</h1>'));
}

let server;
let base;
let browser;
let folder;

before(async () => {
  server = http.createServer(answer);
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${server.address().port}`;
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(os.tmpdir(), 'journeys-'));
});

after(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function problemsOf(address, device) {
  const page = await openPage(browser, base, device);
  await page.goto(address);
  const outcome = await checkPage(page).then(() => '', (error) => error.message);
  await page.context().close();
  return outcome;
}

const refused = {
  '/two-headings': /2 h1 instead of one/,
  '/unlabelled': /axe label/,
  '/wide': /pixels wide on a screen of 320 \(p\.wide\)/,
  '/inline-style': /console: .*Content Security Policy/s,
  '/inline-script': /console: .*Content Security Policy/s,
  '/missing-image': /console: .*404/s,
  '/elsewhere': /request elsewhere: http:\/\/127\.0\.0\.1:9\/x\.png/,
  '/undrawn': /1 charts not drawn/,
  '/throws': /uncaught error: brast/,
};

for (const device of ['desktop', 'phone']) {
  test(`a good page passes on a ${device}`, async () => {
    assert.equal(await problemsOf('/good', device), '');
  });
  test(`a page that is not there is no error of the console on a ${device}`, async () => {
    assert.equal(await problemsOf('/nowhere', device), '');
  });
  for (const [address, pattern] of Object.entries(refused)) {
    test(`${address} is refused on a ${device}`, async () => {
      assert.match(await problemsOf(address, device), pattern);
    });
  }
}

/** The program prints the codes one after the other, and the last one for ever. */
function programThatPrints(codes, memory) {
  const lines = codes.map((code) => `echo ${code}`).join('; ');
  return `#!/bin/sh
echo call >>'${memory}'
count=$(wc -l <'${memory}')
code=$( (${lines}) | head -n "$count" | tail -n 1)
echo "The code of $3 is $code"
`;
}

async function runJourneys(journeys, codes) {
  const own = await mkdtemp(path.join(folder, 'run-'));
  const file = (name) => path.join(own, name);
  for (const [name, text] of Object.entries(journeys)) {
    await writeFile(file(`${name}.journey.mjs`), text);
  }
  await writeFile(file('program'), programThatPrints(codes, file('calls')), { mode: 0o755 });
  await writeFile(file('users.json'), '{"users": [{"name": "bente", "password": "secret-1"}]}');
  const env = {
    ...process.env,
    TRYGBY_PROGRAM: file('program'),
    TRYGBY_JOURNEYS: own,
    TRYGBY_JOURNEY_RESULT: file('result.json'),
    TRYGBY_JOURNEY_SCREENSHOTS: file('pictures'),
  };
  const command = [path.join(here, 'run.mjs'), base, file('users.json')];
  const { exitCode, output } = await new Promise((done) => {
    execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : error.code, output: stdout + stderr }),
    );
  });
  const result = JSON.parse(await readFile(file('result.json'), 'utf8'));
  return { exitCode, output, result };
}

const journey = (body) => `export const title = 'Rejse'; export const rows = ['H8'];
export async function run(c) { ${body} }`;

// Signing out on the desktop ends the session, so the phone needs a second code. The program
// gives the used one first: the harness has to wait for the next.
const patience = { timeout: 120_000 };
test('journeys that hold pass, and a session serves the next one', patience, async () => {
  const stay = journey(`await c.signIn(c.page, 'bente'); await c.checkPage(c.page);
    await c.visit(c.page, '/nowhere', 404);`);
  const leave = journey("await c.signIn(c.page, 'bente'); await c.signOut(c.page, 'bente');");
  const codes = ['111111', '111111', '222222'];
  const { exitCode, output, result } = await runJourneys({ a: stay, b: stay, c: leave }, codes);
  assert.match(output, /\n6 passed, 0 failed\n$/);
  assert.equal(exitCode, 0);
  assert.deepEqual(result.results.map((entry) => entry.rows), Array(6).fill(['H8']));
});

test('a journey that does not hold fails, with a picture', async () => {
  const { exitCode, output, result } = await runJourneys(
    {
      wrong_status: journey("await c.visit(c.page, '/nowhere');"),
      unjudged: journey("await c.visit(c.page, '/throws');"),
      unknown: journey("await c.signIn(c.page, 'nobody');"),
    },
    ['333333'],
  );
  assert.equal(exitCode, 1);
  assert.match(output, /^0 passed, 6 failed$/m);
  assert.match(output, /answers 404, not 200/);
  assert.match(output, /uncaught error: brast/);
  assert.match(output, /no user nobody/);
  for (const entry of result.results) assert.ok((await stat(entry.screenshot)).size > 0);
});

test('no journey at all is a failure', async () => {
  const { exitCode, output } = await runJourneys({}, ['444444']);
  assert.equal(exitCode, 1);
  assert.match(output, /^0 passed, 0 failed$/m);
});
