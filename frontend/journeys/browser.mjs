// Starts the browser and opens pages in it; every page is watched from its first request on.
import { chromium } from 'playwright-core';
import { watch } from './page_watch.mjs';

export const devices = {
  desktop: { viewport: { width: 1280, height: 900 } },
  phone: {
    viewport: { width: 360, height: 740 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  },
};

export const navigationTimeoutMs = 20_000;
export const actionTimeoutMs = 10_000;

export function launchBrowser() {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env.TRYGBY_CHROMIUM ?? '/usr/bin/chromium',
    chromiumSandbox: !isRoot,
    args: [
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A page in a browser of its own: no cookies, nothing shared with other pages. */
export async function openPage(browser, baseUrl, device) {
  const context = await browser.newContext({
    ...devices[device],
    baseURL: baseUrl,
    locale: 'da-DK',
    timezoneId: 'Europe/Copenhagen',
  });
  context.setDefaultNavigationTimeout(navigationTimeoutMs);
  context.setDefaultTimeout(actionTimeoutMs);
  watch(context, new URL(baseUrl).origin);
  return context.newPage();
}
