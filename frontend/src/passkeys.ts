// Passkeys, where the browser knows them: the server's forms stay hidden without this script. The
// device's answer goes back as fields of an ordinary form, and the server judges it.

type Fields = Record<string, ArrayBuffer | null>;

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const base64 = text.replace(/-/g, '+').replace(/_/g, '/');
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer | null): string {
  if (bytes === null) return '';
  const letters = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte));
  return btoa(letters.join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function publicKeyOf(credential: Credential | null): PublicKeyCredential {
  if (!(credential instanceof PublicKeyCredential)) throw new Error('no passkey');
  return credential;
}

async function makePasskey({ dataset }: HTMLElement): Promise<Fields> {
  const known = (dataset.known ?? '').split(' ').filter((id) => id !== '');
  const credential = publicKeyOf(
    await navigator.credentials.create({
      publicKey: {
        rp: { id: dataset.domain ?? '', name: 'Trygby' },
        user: {
          id: bytesOf(dataset.user ?? ''),
          name: dataset.username ?? '',
          displayName: dataset.displayName ?? '',
        },
        challenge: bytesOf(dataset.challenge ?? ''),
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
        excludeCredentials: known.map((id) => ({ type: 'public-key', id: bytesOf(id) })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
        attestation: 'none',
      },
    }),
  );
  const response = credential.response as AuthenticatorAttestationResponse;
  return { klientdata: response.clientDataJSON, attestation: response.attestationObject };
}

async function usePasskey({ dataset }: HTMLElement): Promise<Fields> {
  const answer = await fetch(dataset.question ?? '', { headers: { Accept: 'application/json' } });
  if (!answer.ok) throw new Error(`the challenge was refused: ${answer.status}`);
  const { challenge, domain } = (await answer.json()) as { challenge: string; domain: string };
  const credential = publicKeyOf(
    await navigator.credentials.get({
      publicKey: { challenge: bytesOf(challenge), rpId: domain, userVerification: 'required' },
    }),
  );
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.rawId,
    klientdata: response.clientDataJSON,
    enhedsdata: response.authenticatorData,
    underskrift: response.signature,
    bruger: response.userHandle,
  };
}

function send(form: HTMLFormElement, fields: Fields): void {
  for (const [name, bytes] of Object.entries(fields)) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = textOf(bytes);
  }
  form.submit();
}

function start(block: HTMLElement): void {
  const form = block.querySelector('form');
  if (form === null) return;
  const ask = block.dataset.passkey === 'create' ? makePasskey : usePasskey;
  let asking = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    // Who says no to the device's question stays on the page and can press again.
    ask(block)
      .then((fields) => send(form, fields))
      .catch((reason: unknown) => console.info('passkey:', reason))
      .finally(() => (asking = false));
  });
  block.hidden = false;
}

export function startPasskeys(): void {
  if (!('PublicKeyCredential' in window)) return;
  document.querySelectorAll<HTMLElement>('[data-passkey="without"]').forEach((note) => (note.hidden = true));
  document
    .querySelectorAll<HTMLElement>('[data-passkey="get"], [data-passkey="create"]')
    .forEach(start);
}
