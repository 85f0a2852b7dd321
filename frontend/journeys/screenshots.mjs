// Takes named pictures of pages:
//   node journeys/screenshots.mjs BASE_URL CREDENTIALS_FILE LIST_FILE FOLDER
// The list is
//   [{"path": "/", "user": "…", "file": "front.png", "device": "phone", "full_page": true}]
// where user (nobody signed in), device (desktop) and full_page (false) may be left out.
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { launchBrowser, openPage } from './browser.mjs';
import { SignIn, readCredentials } from './sign_in.mjs';

const chartTimeoutMs = 20_000;

const [baseUrl, credentialsFile, listFile, folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node journeys/screenshots.mjs BASE_URL CREDENTIALS_FILE LIST_FILE FOLDER');
  process.exit(2);
}

async function photograph(browser, signIn, picture) {
  const page = await openPage(browser, baseUrl, picture.device ?? 'desktop');
  if (picture.user) await signIn.signIn(page, picture.user);
  const answer = await page.goto(picture.path);
  if (!answer.ok()) throw new Error(`${picture.path} answers ${answer.status()}`);
  const undrawn = page.locator('figure[data-chart-url]:not([data-chart-state="drawn"])');
  await undrawn.first().waitFor({ state: 'detached', timeout: chartTimeoutMs });
  const file = path.join(folder, picture.file);
  await mkdir(path.dirname(file), { recursive: true });
  const fullPage = picture.full_page ?? false;
  await page.screenshot({ path: file, fullPage, animations: 'disabled' });
  await page.context().close();
  console.log(file);
}

const pictures = JSON.parse(await readFile(listFile, 'utf8'));
const signIn = new SignIn(await readCredentials(credentialsFile));
const browser = await launchBrowser();
try {
  for (const picture of pictures) await photograph(browser, signIn, picture);
} finally {
  await browser.close();
}
