// Notes what must not happen on any page: errors in the console (broken CSP rules among them),
// uncaught errors, and requests to other places than the program itself.

const notes = new WeakMap();

export function watch(context, origin) {
  const note = { consoleErrors: [], others: [], navigations: new Set() };
  notes.set(context, note);
  context.on('console', (message) => {
    if (message.type() !== 'error') return;
    note.consoleErrors.push({ text: message.text(), url: message.location().url });
  });
  context.on('weberror', (failure) => {
    note.others.push(`uncaught error: ${failure.error().message}`);
  });
  context.on('request', (request) => {
    if (request.isNavigationRequest()) note.navigations.add(request.url());
    const url = new URL(request.url());
    const isInner = ['about:', 'blob:', 'data:'].includes(url.protocol);
    if (!isInner && url.origin !== origin) note.others.push(`request elsewhere: ${url.href}`);
  });
}

// The browser reports a page that is refused (403, 404, 422) as an error of the console too. What
// a journey asks for by navigating, it judges itself.
function isReportOfNavigation(error, navigations) {
  return error.text.startsWith('Failed to load resource') && navigations.has(error.url);
}

/** What was noted since the last call, as sentences. */
export function takeProblems(context) {
  const note = notes.get(context);
  const consoleErrors = note.consoleErrors
    .filter((error) => !isReportOfNavigation(error, note.navigations))
    .map((error) => `console: ${error.text}`);
  const problems = [...consoleErrors, ...note.others];
  note.consoleErrors = [];
  note.others = [];
  return problems;
}
