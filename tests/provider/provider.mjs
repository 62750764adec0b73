// An OpenID provider for the tests: `node provider.mjs FOLDER_OF_NODE_MODULES PORT`. It does what the lines of JSON on
// its standard input say, and answers each with one line. It ends with its input.
import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import { createInterface } from 'node:readline';

const [modules, port] = process.argv.slice(2);
const { default: Provider } = await import(`${modules}/oidc-provider/lib/index.js`);
const { createMemoryAdapter } = await import(`${modules}/oidc-provider/lib/adapters/memory_adapter.js`);
const issuer = `http://127.0.0.1:${port}`;
const accounts = new Map();
const now = Date.now;
const adapter = createMemoryAdapter();
const usual = { claims_in: 'id_token', lifetimes: {} };
let settings = usual;
let jwks = freshKeys();
let provider = make();
let callback = provider.callback();
let server = await listen();

function freshKeys() {
  const kinds = [
    ['rsa', { modulusLength: 2048 }, 'RS256'],
    ['ec', { namedCurve: 'P-256' }, 'ES256'],
    ['ed25519', {}, 'EdDSA'],
  ];
  const keys = kinds.map(([type, options, alg]) => ({
    ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', alg,
  }));
  return { keys };
}

function make() {
  const made = new Provider(issuer, {
    jwks,
    adapter,
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email'], profile: ['name', 'preferred_username'], groups: ['groups'] },
    scopes: ['openid', 'offline_access', 'email', 'profile', 'groups'],
    conformIdTokenClaims: settings.claims_in !== 'id_token',
    enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'] },
    ttl: { AccessToken: 3600, IdToken: 3600, RefreshToken: 86400, AuthorizationCode: 60, Session: 86400, Grant: 86400,
      Interaction: 600, ...settings.lifetimes },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    clientBasedCORS: () => false,
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true, logoutSource: askToSignOut },
    },
    cookies: { keys: ['a key of these tests'] },
    findAccount: async (_, id) => accounts.get(id) && { accountId: id, claims: async () => accounts.get(id) },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: granted,
    // oidc-provider asks no address of this machine otherwise.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  });
  made.on('server_error', (_, error) => console.error(error));
  made.on('grant.error', (_, error) => console.error('grant refused:', error.message, error.error_description, error.error_detail));
  made.on('backchannel.error', (_, error) => console.error('back-channel logout:', error.message));
  return made;
}

function askToSignOut(ctx, form) {
  ctx.body = `<!doctype html><title>Sign out</title>${form}
    <button id="go" form="op.logoutForm" name="logout" value="yes">Sign out</button>`;
}

async function granted(ctx) {
  const { client, session, provider: { Grant } } = ctx.oidc;
  const grantId = session.grantIdFor(client.clientId);
  const grant = (grantId && await Grant.find(grantId)) || new Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope('openid email profile groups offline_access');
  await grant.save();
  return grant;
}

async function interaction(request, response) {
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>Provider</title><form method="post"><input name="login">
      <input name="password" type="password"><button id="go">Sign in</button></form>`);
    return;
  }
  let body = '';
  for await (const chunk of request) body += chunk;
  const given = new URLSearchParams(body);
  const name = given.get('login');
  if (!accounts.has(name) || given.get('password') !== `pw-${name}`) {
    response.statusCode = 401;
    response.end('bad credentials');
    return;
  }
  await provider.interactionFinished(request, response, { login: { accountId: name } }, { mergeWithLastSubmission: false });
}

function answer(request, response) {
  if (!request.url.startsWith('/interaction/')) return callback(request, response);
  return interaction(request, response).catch((error) => {
    response.statusCode = 400;
    response.end(String(error.message));
  });
}

function listen() {
  return new Promise((resolve, reject) => {
    const made = http.createServer(answer).on('error', reject).listen(Number(port), '127.0.0.1', () => resolve(made));
  });
}

function close() {
  return new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
}

function renew() {
  provider = make();
  callback = provider.callback();
}

const verbs = {
  account: ({ claims }) => { accounts.set(claims.sub, claims); },
  revoke: ({ subject }) => { accounts.delete(subject); },
  client: async ({ metadata }) => {
    await adapter('Client').upsert(metadata.client_id, metadata);
  },
  rotate: () => { jwks = freshKeys(); renew(); },
  set: ({ changes }) => { settings = { ...settings, ...changes }; renew(); },
  clock: ({ ahead }) => { Date.now = () => now() + ahead * 1000; },
  down: close,
  up: async () => { if (!server.listening) server = await listen(); },
  reset: async () => {
    Date.now = now;
    settings = usual;
    accounts.clear();
    renew();
    await verbs.up();
  },
};

console.log(JSON.stringify({ issuer }));
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  try {
    await verbs[order.do](order);
    console.log(JSON.stringify({ done: order.do }));
  } catch (error) {
    console.log(JSON.stringify({ failed: String(error.stack) }));
  }
}
process.exit(0);
