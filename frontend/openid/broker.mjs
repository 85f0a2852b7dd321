// A broker as municipalities use them: the package oidc-provider, running for real on this machine.
// Everyone is signed in there at once, as the person the test has set; a test may also spoil the
// tokens it hands out.
import { createHash, constants, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function newKey(kid, alg) {
  const { privateKey } =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { kid, alg, privateKey, jwk: { ...privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' } };
}

function signature(key, text) {
  const options = { ES256: { dsaEncoding: 'ieee-p1363' },
    PS256: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }, RS256: {} }[key.alg];
  return sign('sha256', Buffer.from(text), { key: key.privateKey, ...options }).toString('base64url');
}

export class Broker {
  person = {};
  /** Called with each token, in parts; returns the one to hand out. */
  spoil = null;
  tokens = 0;
  #keys = ['RS256', 'ES256', 'PS256'].map((alg) => newKey(`key-${alg.toLowerCase()}`, alg));
  #server = createServer((request, response) => this.#answer(request, response));
  #provider;
  issuer;

  async start({ clientId, clientSecret, returnAddress }) {
    await new Promise((started) => this.#server.listen(0, '127.0.0.1', started));
    this.issuer = `http://127.0.0.1:${this.#server.address().port}`;
    this.#provider = new Provider(this.issuer, {
      clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [returnAddress] }],
      jwks: { keys: this.#keys.map((key) => key.jwk) },
      cookies: { keys: [createHash('sha256').update(this.issuer).digest('hex')] },
      claims: { openid: ['sub', 'cvr', 'loa', 'roles'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...this.person, sub: id }) }),
    });
    this.#provider.use(async (context, next) => {
      await next();
      if (context.path !== '/token' || context.status !== 200) return;
      this.tokens += 1;
      if (this.spoil) context.body = { ...context.body, id_token: this.#spoiled(context.body.id_token) };
    });
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((stopped) => this.#server.close(stopped));
  }

  /** A token signed by one of the published keys. */
  token(payload, alg = 'RS256') {
    const key = this.#keys.find((candidate) => candidate.alg === alg);
    const text = `${encode({ alg, kid: key.kid, typ: 'JWT' })}.${encode(payload)}`;
    return `${text}.${signature(key, text)}`;
  }

  #spoiled(token) {
    const payload = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    return this.spoil({ token, payload, sign: (other, alg) => this.token(other, alg), encode });
  }

  async #answer(request, response) {
    if (!request.url.startsWith('/interaction/')) {
      this.#provider.callback()(request, response);
      return;
    }
    const { params } = await this.#provider.interactionDetails(request, response);
    const grant = new this.#provider.Grant({ accountId: this.person.sub, clientId: params.client_id });
    grant.addOIDCScope('openid');
    const result = { login: { accountId: this.person.sub }, consent: { grantId: await grant.save() } };
    await this.#provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  }
}
