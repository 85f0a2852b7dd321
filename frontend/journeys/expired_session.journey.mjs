import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

export const title = 'Send a form after the session ended, sign in, and find it as it was written';
export const rows = ['H8'];
export const devices = ['desktop'];

const user = 'koordinator';
const written = 'Lygten ved søen er slukket,\n„igen“ <og> igen.';

/** As if the user had been away from the form for 31 minutes. */
async function endSession() {
  const settings = process.env.TRYGBY_CONFIG;
  const folder = (await readFile(settings, 'utf8')).match(/^data_directory: "(.*)"$/m)[1];
  const database = path.resolve(path.dirname(settings), folder, 'trygby.db');
  await promisify(execFile)('sqlite3', ['-cmd', '.timeout 5000', database,
    `update session set last_used_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-31 minutes')
     where account_id = (select id from account where username = '${user}')`]);
}

export async function run({ page, assert, visit, fillAndSend, checkPage, signIn }) {
  await signIn(page, user);
  await visit(page, '/observationer/ny');
  await page.selectOption('[name="category"]', 'lighting');
  await page.selectOption('[name="district"]', 'town_centre');
  await endSession();
  await fillAndSend(page, { place: 'Ved søen', text: written });
  assert.equal(new URL(page.url()).search, '?grund=gemt', 'one is told that it is kept');
  await checkPage(page);

  await signIn(page, user);
  assert.match(new URL(page.url()).pathname, /^\/fortsaet\//, 'one is led back to the form');
  await checkPage(page);
  await page.getByRole('button', { name: 'Send igen' }).click();
  await page.waitForURL('**/observationer/*besked=oprettet');
  const content = await page.locator('main').innerText();
  for (const part of ['Ved søen', ...written.split('\n')]) {
    assert.ok(content.includes(part), `what was written is there: ${part}`);
  }
  await checkPage(page);
}
