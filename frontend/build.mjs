// Makes dist/: everything the program serves under /assets/, with stable names and addresses that
// are relative to each other. Same input, same bytes; files that did not change are not touched,
// so that what depends on them is not built again. script/build-frontend runs this.
import { build } from 'esbuild';
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');
const designSystem = path.join(root, 'node_modules/dkfds');
const browsers = ['chrome109', 'firefox115', 'safari16'];
const scripts = ['app', 'chart', 'report-chart'];
const ownImages = ['logo.svg', 'logo-light.svg', 'favicon.svg'];
const totalLimitBytes = 4 * 1024 * 1024;

/** Files of dist: path relative to dist → bytes. */
const files = new Map();

function fail(message) {
  console.error(`build-frontend: ${message}`);
  process.exit(1);
}

async function addCopy(target, source) {
  files.set(target, await readFile(source));
}

// The theme names each font in four formats, the oldest first and unmarked, which makes browsers
// fetch that one in vain. Only woff2 is kept, and the example logos of its demo pages go.
function ownedThemeCss(css) {
  return css
    .replace(/@font-face\{[^}]*\}/g, (face) => {
      if (!face.includes('url(')) return face;
      const woff2 = face.match(/url\(["']?[^)"']*\/([^/)"']+\.woff2)["']?\)/);
      if (woff2 === null) fail(`no woff2 in ${face.slice(0, 120)}`);
      return face.replace(/src:[^;}]*/, `src:url(../fonts/${woff2[1]}) format("woff2")`);
    })
    .replace(/url\(["']?\.\.\/img\/logo-[a-z-]*placeholder\.png["']?\)/g, 'none')
    .replace(/\/\*# sourceMappingURL=[^*]*\*\//, '');
}

function addressesIn(css) {
  return [...css.matchAll(/url\(\s*["']?([^)"']+)["']?\s*\)/g)].map((match) => match[1]);
}

async function addTheme() {
  const source = path.join(designSystem, 'dist/css/dkfds.min.css');
  const css = ownedThemeCss(await readFile(source, 'utf8'));
  files.set('css/dkfds.min.css', Buffer.from(css));
  for (const address of new Set(addressesIn(css))) {
    const target = path.posix.join('css', address);
    const name = path.posix.basename(target);
    const origin = target.startsWith('fonts/')
      ? path.join(designSystem, 'dist/fonts/IBMPlexSans/complete/woff2', name)
      : path.join(designSystem, 'dist', target);
    await addCopy(target, origin);
  }
  await addCopy('img/all-svg-icons.svg', path.join(designSystem, 'dist/img/all-svg-icons.svg'));
}

async function addStyle() {
  const result = await build({
    entryPoints: [path.join(root, 'src/site.css')],
    bundle: true,
    minify: true,
    write: false,
    external: ['../img/*'],
    target: browsers,
    logLevel: 'warning',
  });
  files.set('css/site.css', Buffer.from(result.outputFiles[0].contents));
  for (const name of ownImages) await addCopy(`img/${name}`, path.join(root, 'src', name));
}

/** Bundles the scripts; returns the names of the packages that went into them. */
async function addScripts() {
  const result = await build({
    absWorkingDir: root,
    entryPoints: scripts.map((name) => `src/${name}.ts`),
    outdir: 'js',
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    legalComments: 'none',
    target: browsers,
    logLevel: 'warning',
  });
  for (const output of result.outputFiles) {
    files.set(`js/${path.basename(output.path)}`, Buffer.from(output.contents));
  }
  const used = Object.values(result.metafile.outputs).flatMap((output) =>
    Object.entries(output.inputs)
      .filter(([, input]) => input.bytesInOutput > 0)
      .map(([name]) => name),
  );
  const packages = used.map((name) => name.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]);
  return [...new Set(packages.filter((name) => name !== undefined))].sort();
}

async function licenceOf(name) {
  const folder = path.join(root, 'node_modules', name);
  const about = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) fail(`${name} ships no licence text`);
  const text = (await readFile(path.join(folder, file), 'utf8')).trim();
  return { title: `${name} ${about.version} (${about.license})`, text };
}

/** Packages with the same text share one section. */
async function addLicences(packages) {
  const titlesByText = new Map();
  for (const name of packages) {
    const { title, text } = await licenceOf(name);
    titlesByText.set(text, [...(titlesByText.get(text) ?? []), title]);
  }
  const ownTexts = [
    ['Parts of the dkfds script', 'inside_dkfds.txt'],
    ['IBM Plex Sans, copyright 2017 IBM Corp. with Reserved Font Name "Plex"', 'ofl_1.1.txt'],
    ['Icons of the design system: Apache License 2.0', 'apache_2.0.txt'],
  ];
  const sections = [...titlesByText].map(([text, titles]) => [titles.join('\n'), text]);
  for (const [title, file] of ownTexts) {
    sections.push([title, (await readFile(path.join(root, 'licences', file), 'utf8')).trim()]);
  }
  const line = '='.repeat(80);
  const intro =
    'Trygby serves style, fonts, icons and scripts that others made and share. Their terms:\n' +
    'The theme (css/dkfds.min.css) was changed: only woff2 fonts, no example logos.\n';
  const body = sections.map(([title, text]) => `${line}\n${title}\n${line}\n\n${text}\n`);
  files.set('LICENSES.txt', Buffer.from([intro, ...body].join('\n')));
}

function checkAddresses() {
  for (const [name, content] of files) {
    if (!name.endsWith('.css')) continue;
    for (const address of addressesIn(content.toString())) {
      const target = path.posix.join(path.posix.dirname(name), address);
      if (!files.has(target)) fail(`${name} refers to ${address}, which is not in dist`);
    }
  }
}

function checkSize() {
  const total = [...files.values()].reduce((sum, content) => sum + content.length, 0);
  if (total > totalLimitBytes) fail(`dist is ${total} bytes, more than ${totalLimitBytes}`);
  return total;
}

async function filesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nested = entries.map((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(full) : [full];
  });
  return (await Promise.all(nested)).flat();
}

async function writeIfChanged(target, content) {
  const old = await readFile(target).catch(() => undefined);
  if (old !== undefined && old.equals(content)) return 0;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, content);
  return 1;
}

async function writeAll() {
  const names = [...files.keys()].sort();
  files.set('manifest.txt', Buffer.from(names.join('\n') + '\n'));
  for (const full of await filesUnder(dist)) {
    if (!files.has(path.relative(dist, full).split(path.sep).join('/'))) await rm(full);
  }
  let changed = 0;
  for (const [name, content] of files) {
    changed += await writeIfChanged(path.join(dist, name), content);
  }
  return changed;
}

await stat(designSystem).catch(() => fail('node_modules is missing: run script/build-frontend'));
await addTheme();
await addStyle();
const packages = await addScripts();
await addLicences(packages);
checkAddresses();
const total = checkSize();
const changed = await writeAll();
console.log(`dist: ${files.size} files, ${Math.round(total / 1024)} KiB, ${changed} changed`);
