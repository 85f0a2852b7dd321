// The program with one identity provider, on a copy of a demonstration.
import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const clientSecret = 'a secret: with/odd signs%';

export async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

export class Trygby {
  log = '';
  #process;
  #folder;

  constructor(program, port) {
    this.program = program;
    this.port = port;
    this.address = `http://127.0.0.1:${port}`;
  }

  get config() {
    return path.join(this.#folder, 'trygby.yaml');
  }

  async start(demonstration, issuer) {
    this.#folder = await mkdtemp(path.join(os.tmpdir(), 'trygby-openid-'));
    await cp(demonstration, this.#folder, { recursive: true });
    await writeFile(path.join(this.#folder, 'broker.secret'), `${clientSecret}\n`, { mode: 0o600 });
    const settings = (await readFile(this.config, 'utf8'))
      .replace(/^data_directory:.*$/m, 'data_directory: .')
      .concat(`identity_providers:
  - key: broker
    name: Kommunelogin
    issuer: ${issuer}
    client_id: trygby
    client_secret_file: broker.secret
    agencies: ["11931316"]
    assurance: {Low: low, Substantial: substantial, High: high}
`);
    await writeFile(this.config, settings);
    this.#process = spawn(this.program, ['serve', '--config', this.config, '--port', String(this.port)]);
    this.#process.stderr.on('data', (bytes) => (this.log += bytes));
    await new Promise((listening, failed) => {
      this.#process.stdout.once('data', listening);
      this.#process.once('exit', () => failed(new Error(this.log)));
    });
  }

  async stop() {
    const stopped = new Promise((exited) => this.#process.once('exit', exited));
    this.#process.kill();
    await stopped;
    await rm(this.#folder, { recursive: true });
  }

  async users() {
    const { stdout } = await run('script/demo-credentials', [this.#folder]);
    return JSON.parse(stdout).users;
  }

  async code(name) {
    const options = { env: { ...process.env, TRYGBY_CONFIG: this.config } };
    const { stdout } = await run(this.program, ['demo', 'code', name], options);
    return stdout.match(/\b\d{6}\b/)[0];
  }
}
