// Runs the browser journeys: node journeys/run.mjs BASE_URL CREDENTIALS_FILE [PART_OF_NAME…]
//
// A journey is a file NAME.journey.mjs that exports
//   title    what a person does, in a few words
//   rows     the requirement rows it proves, e.g. ['H8']
//   devices  optional, of 'desktop' and 'phone'; both by default
//   run      async function; throws when something is not as it should be
//
// Environment: TRYGBY_PROGRAM (program that makes the codes), TRYGBY_JOURNEYS (folder of the
// journeys), TRYGBY_JOURNEY_RESULT (file), TRYGBY_JOURNEY_SCREENSHOTS (folder), TRYGBY_CHROMIUM.
import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { devices as allDevices, launchBrowser, openPage } from './browser.mjs';
import { checkPage } from './page_check.mjs';
import { takeProblems } from './page_watch.mjs';
import { SignIn, fillAndSend, readCredentials } from './sign_in.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const suffix = '.journey.mjs';
const journeyTimeoutMs = 180_000;

function settings() {
  const [baseUrl, credentialsFile, ...parts] = process.argv.slice(2);
  if (!baseUrl || !credentialsFile) {
    console.error('usage: node journeys/run.mjs BASE_URL CREDENTIALS_FILE [PART_OF_NAME…]');
    process.exit(2);
  }
  const { env } = process;
  return {
    baseUrl,
    credentialsFile,
    parts,
    folder: env.TRYGBY_JOURNEYS ?? here,
    resultFile: env.TRYGBY_JOURNEY_RESULT ?? path.join(here, 'output/result.json'),
    screenshots: env.TRYGBY_JOURNEY_SCREENSHOTS ?? path.join(here, 'output/failures'),
  };
}

async function readJourneys({ folder, parts }) {
  const names = (await readdir(folder))
    .filter((name) => name.endsWith(suffix))
    .map((name) => name.slice(0, -suffix.length))
    .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)))
    .sort();
  const read = async (name) => {
    const address = pathToFileURL(path.resolve(folder, name + suffix));
    const { title, rows, devices = Object.keys(allDevices), run } = await import(address);
    assert.ok(typeof title === 'string' && Array.isArray(rows) && typeof run === 'function',
      `${name} must export title, rows and run`);
    return { name, title, rows, devices, run };
  };
  return Promise.all(names.map(read));
}

/** What a journey works with. Pages it opens are closed, and their notes judged, afterwards. */
async function openContext({ browser, baseUrl, device, signIn, users }) {
  const pages = [];
  const newPage = async () => {
    const page = await openPage(browser, baseUrl, device);
    pages.push(page);
    return page;
  };
  return {
    pages,
    context: {
      baseUrl,
      device,
      assert,
      checkPage,
      fillAndSend,
      newPage,
      page: await newPage(),
      passwordOf: (name) => signIn.passwordOf(name),
      signIn: (page, name) => signIn.signIn(page, name),
      signOut: (page, name) => signIn.signOut(page, name),
      users,
      visit: (page, address, status = 200) => visit(page, address, status),
    },
  };
}

/** Opens an address and demands the status: 200 unless the journey expects a refusal. */
async function visit(page, address, status) {
  const answer = await page.goto(address);
  assert.equal(answer.status(), status, `${address} answers ${answer.status()}, not ${status}`);
  return answer;
}

function withTimeLimit(work) {
  let timer;
  const limit = new Promise((_, reject) => {
    const late = () => reject(new Error(`not finished after ${journeyTimeoutMs / 1000} s`));
    timer = setTimeout(late, journeyTimeoutMs);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}

async function photograph(page, file) {
  await mkdir(path.dirname(file), { recursive: true });
  await page.screenshot({ path: file, fullPage: true });
  return file;
}

async function runJourney(journey, device, world) {
  const started = Date.now();
  const { pages, context } = await openContext({ ...world, device });
  const result = { name: journey.name, title: journey.title, rows: journey.rows, device };
  try {
    await withTimeLimit(journey.run(context));
    const problems = pages.flatMap((page) => takeProblems(page.context()));
    if (problems.length > 0) throw new Error(problems.join('\n  '));
    result.outcome = 'passed';
  } catch (error) {
    result.outcome = 'failed';
    result.error = error.message;
    const file = path.join(world.screenshots, `${journey.name}-${device}.png`);
    result.screenshot = await photograph(pages.at(-1), file).catch(() => null);
  }
  await Promise.all(pages.map((page) => page.context().close()));
  return { ...result, duration_ms: Date.now() - started };
}

function printResult(result) {
  const rows = result.rows.join(' ');
  const seconds = (result.duration_ms / 1000).toFixed(1);
  const outcome = result.outcome.padEnd(6);
  console.log(`${outcome}  ${result.device.padEnd(7)}  ${result.title}  [${rows}]  ${seconds} s`);
  if (result.error) console.log(`  ${result.error}`);
  if (result.screenshot) console.log(`  picture: ${result.screenshot}`);
}

async function main() {
  const options = settings();
  const journeys = await readJourneys(options);
  const credentials = await readCredentials(options.credentialsFile);
  const browser = await launchBrowser();
  const world = {
    browser,
    baseUrl: options.baseUrl,
    screenshots: options.screenshots,
    signIn: new SignIn(credentials),
    users: [...credentials.users.keys()],
  };
  const results = [];
  for (const journey of journeys) {
    for (const device of journey.devices) {
      results.push(await runJourney(journey, device, world));
      printResult(results.at(-1));
    }
  }
  await browser.close();
  const failed = results.filter((result) => result.outcome === 'failed').length;
  const passed = results.length - failed;
  await mkdir(path.dirname(options.resultFile), { recursive: true });
  await writeFile(options.resultFile, `${JSON.stringify({ passed, failed, results }, null, 2)}\n`);
  if (results.length === 0) console.log(`no journey in ${options.folder}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || results.length === 0 ? 1 : 0;
}

await main().catch((error) => {
  console.error(`journeys: ${error.message}`);
  process.exit(2);
});
