// What every page must keep: WCAG 2.2 AA as far as axe can tell, one h1, no sideways scrolling on
// a 320 pixel wide screen, all charts drawn, nothing wrong in the console, no request elsewhere.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { takeProblems } from './page_watch.mjs';

const axeFile = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const axeSource = readFileSync(axeFile, 'utf8');
const axeOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
  preload: false,
};
const narrowWidth = 320;
const chartTimeoutMs = 20_000;

async function accessibilityProblems(page) {
  await page.evaluate(axeSource);
  const run = (options) => globalThis.axe.run(document, options);
  const result = await page.evaluate(run, axeOptions);
  return result.violations.map((violation) => {
    const places = violation.nodes.slice(0, 5).map((node) => node.target.join(' '));
    return `axe ${violation.id}: ${violation.help} (${places.join('; ')})`;
  });
}

async function headingProblems(page) {
  const count = await page.locator('h1').count();
  return count === 1 ? [] : [`${count} h1 instead of one`];
}

async function chartProblems(page) {
  const waiting = page.locator('figure[data-chart-url]:not([data-chart-state])');
  await waiting.first().waitFor({ state: 'detached', timeout: chartTimeoutMs }).catch(() => {});
  const notDrawn = 'figure[data-chart-url]:not([data-chart-state="drawn"])';
  const undrawn = await page.locator(notDrawn).count();
  return undrawn === 0 ? [] : [`${undrawn} charts not drawn`];
}

// Runs in the page: whatever reaches beyond the width and isn't inside something that scrolls.
function widthProblemsInPage(width) {
  const widest = document.documentElement.scrollWidth;
  if (widest <= width) return [];
  const scrolls = (element) => /auto|scroll|hidden/.test(getComputedStyle(element).overflowX);
  const isContained = (element) => {
    let above = element.parentElement;
    while (above !== document.body && !scrolls(above)) above = above.parentElement;
    return above !== document.body;
  };
  const reachesBeyond = (element) => element.getBoundingClientRect().right > width + 1;
  const names = [...document.body.querySelectorAll('*')]
    .filter((element) => reachesBeyond(element) && !isContained(element))
    .slice(0, 5)
    .map((element) => `${element.tagName.toLowerCase()}.${element.classList}`);
  return [`${widest} pixels wide on a screen of ${width} (${names.join('; ')})`];
}

async function widthProblems(page) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: narrowWidth, height: before.height });
  // Two frames: one for the layout, one for scripts that follow it.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  const problems = await page.evaluate(widthProblemsInPage, narrowWidth);
  await page.setViewportSize(before);
  return problems;
}

/** Throws with every problem of the page; returns when there is none. */
export async function checkPage(page) {
  const problems = [
    ...(await chartProblems(page)),
    ...(await headingProblems(page)),
    ...(await accessibilityProblems(page)),
    ...(await widthProblems(page)),
    ...takeProblems(page.context()),
  ];
  if (problems.length === 0) return;
  const path = new URL(page.url()).pathname;
  throw new Error(`${path} (${page.viewportSize().width} px)\n  ${problems.join('\n  ')}`);
}
