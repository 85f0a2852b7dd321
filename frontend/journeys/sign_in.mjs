// Signs users in the way people do: name and password, then a one-time code. A session is kept and
// used again by later journeys, because a code is good for one use only.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const codePeriodMs = 30_000;
const commandTimeoutMs = 20_000;

/**
 * Reads {"users": [{"name": "…", "password": "…"}], "code_command": ["demo", "code"]}.
 * The command is given to the program in TRYGBY_PROGRAM, with the user's name after it; it prints
 * the code. It sees this process's environment, so it finds the same configuration.
 */
export async function readCredentials(file) {
  const { users, code_command: codeCommand = ['demo', 'code'] } = JSON.parse(
    await readFile(file, 'utf8'),
  );
  if (!Array.isArray(users) || users.length === 0) throw new Error(`${file} has no users`);
  return { users: new Map(users.map((user) => [user.name, user])), codeCommand };
}

export class SignIn {
  #credentials;
  #sessions = new Map();

  constructor(credentials) {
    this.#credentials = credentials;
  }

  passwordOf(name) {
    return this.#credentials.users.get(name).password;
  }

  /** The page ends on the user's first page. */
  async signIn(page, name) {
    const user = this.#credentials.users.get(name);
    if (user === undefined) throw new Error(`the credentials have no user ${name}`);
    if (await this.#continueSession(page, name)) return;
    await page.goto('/log-ind');
    await fillAndSend(page, { brugernavn: user.name, adgangskode: user.password });
    await this.#enterCode(page, name);
    this.#sessions.set(name, await page.context().cookies());
  }

  /** The kept session ends with it. */
  async signOut(page, name) {
    this.#sessions.delete(name);
    const button = page.locator('header form[method="post"] button.log-off:visible');
    // On a phone the button stands in the menu.
    if ((await button.count()) === 0) await page.locator('.js-menu-open:visible').first().click();
    await button.first().click();
    await page.waitForURL((url) => url.pathname.startsWith('/log-ind') || url.pathname === '/');
  }

  async #continueSession(page, name) {
    const cookies = this.#sessions.get(name);
    if (cookies === undefined) return false;
    await page.context().addCookies(cookies);
    await page.goto('/');
    if (!isSignInPage(page)) return true;
    this.#sessions.delete(name);
    await page.context().clearCookies();
    return false;
  }

  async #enterCode(page, name) {
    await page.waitForURL((url) => url.pathname === '/log-ind/kode');
    await fillAndSend(page, { kode: await this.#code(name) });
    if (!isSignInPage(page)) return;
    // The same code may have served a moment ago: the next period brings another.
    await page.waitForTimeout(codePeriodMs - (Date.now() % codePeriodMs) + 500);
    await fillAndSend(page, { kode: await this.#code(name) });
    if (isSignInPage(page)) throw new Error(`${name} could not sign in`);
  }

  async #code(name) {
    const program = process.env.TRYGBY_PROGRAM;
    if (!program) throw new Error('TRYGBY_PROGRAM is not set: no program to ask for a code');
    const options = { timeout: commandTimeoutMs };
    const { stdout } = await run(program, [...this.#credentials.codeCommand, name], options);
    const code = stdout.match(/\b\d{6}\b/);
    if (code === null) throw new Error(`${program} printed no code for ${name}`);
    return code[0];
  }
}

function isSignInPage(page) {
  return new URL(page.url()).pathname.startsWith('/log-ind');
}

/** Fills the fields by name and sends the form that holds them. */
export async function fillAndSend(page, values) {
  const first = page.locator(`[name="${Object.keys(values)[0]}"]`);
  const form = page.locator('form').filter({ has: first });
  for (const [name, value] of Object.entries(values)) {
    await form.locator(`[name="${name}"]`).fill(value);
  }
  const answered = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await form.locator('button:not([type="button"]), input[type="submit"]').first().click();
  await answered;
  await page.waitForLoadState();
}
