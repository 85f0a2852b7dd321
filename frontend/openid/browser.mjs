// As much of a browser as a sign-in needs: follows redirects and keeps cookies by site and path.
export class Browser {
  #cookies = [];

  copy() {
    const other = new Browser();
    other.#cookies = this.#cookies.map((cookie) => ({ ...cookie }));
    return other;
  }

  /** Follows redirects, unless one leads to an address that `stop` wants to see first. */
  async go(address, { form, stop = () => false } = {}) {
    let url = address;
    let fields = form;
    for (let step = 0; step < 15; step += 1) {
      const answer = await this.#ask(url, fields);
      fields = undefined;
      const target = answer.headers.get('location');
      if (answer.status < 300 || answer.status > 399 || target === null) {
        return { url, status: answer.status, body: await answer.text() };
      }
      await answer.arrayBuffer();
      url = new URL(target, url).href;
      if (stop(url)) return { url, status: answer.status, body: '' };
    }
    throw new Error(`too many redirects, the last to ${url}`);
  }

  async #ask(address, form) {
    const url = new URL(address);
    const answer = await fetch(url, {
      redirect: 'manual',
      method: form === undefined ? 'GET' : 'POST',
      headers: { Accept: 'text/html', Cookie: this.#cookiesFor(url) },
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(url, line);
    return answer;
  }

  #cookiesFor(url) {
    return this.#cookies
      .filter((cookie) => cookie.origin === url.origin && url.pathname.startsWith(cookie.path))
      .map((cookie) => `${cookie.name}=${cookie.value}`)
      .join('; ');
  }

  #keep(url, line) {
    const [pair, ...settings] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('='));
    const value = pair.slice(pair.indexOf('=') + 1);
    const setting = (wanted) =>
      settings.find((part) => part.toLowerCase().startsWith(`${wanted}=`))?.slice(wanted.length + 1);
    const path = setting('path') ?? '/';
    this.#cookies = this.#cookies.filter(
      (cookie) => !(cookie.origin === url.origin && cookie.name === name && cookie.path === path),
    );
    const isRemoved = value === '' || setting('max-age') === '0' ||
      new Date(setting('expires') ?? '2100-01-01') < new Date();
    if (!isRemoved) this.#cookies.push({ origin: url.origin, name, value, path });
  }
}
