// SPDX-License-Identifier: Apache-2.0
// Usage: node oidc_provider.mjs '{"certificate": "…pem", "key": "…pem", "redirectUri": "…", …}'
//
// Runs npm's oidc-provider over https on a free loopback port until it is killed, and prints one
// JSON line with its issuer. Further members of the argument: host, clientId, clientSecret, accessSeconds;
// accountId and accountSecret, of a client that asks for tokens in its own name, and signerId and
// signerKey (a JWK), of one that signs for that; certifiedId and clientAuthority (PEM), of one that is
// known by its certificate (RFC 8705 section 2.1). That one has a door of its own, told as "strict",
// where nobody is let in whose certificate is not that authority's; GET /peer there tells whose it is.
// Beside the provider's own routes: GET /control/state tells how many grants and tokens live, POST
// /control/kill-grants ends them all, as a user does in a platform's own settings, and POST
// /control/account-secret with the new one as its body changes that client's secret.
import {generateKeyPairSync, randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import {Provider} from 'oidc-provider';
import {countLive, models, Store} from './store.mjs';

const options = {clientId: 'oidc-client', accessSeconds: 3600, host: '127.0.0.1', ...JSON.parse(process.argv[2])};

const controls = {
  'GET /control/state': () => ({
    grants: countLive('Grant'),
    refreshTokens: countLive('RefreshToken'),
    clientTokens: countLive('ClientCredentials'),
  }),
  'POST /control/kill-grants': () => {
    for (const model of ['Grant', 'RefreshToken', 'AccessToken']) models.get(model)?.clear();
    return {};
  },
  'POST /control/account-secret': (secret) => {
    options.accountSecret = secret;
    addAccountClients();
    return {};
  },
};

// Looked up for each request, where the configured ones are read once.
function addClient(id, proof) {
  if (!id) return;
  const grants = {redirect_uris: [], response_types: [], grant_types: ['client_credentials']};
  new Store('Client').upsert(id, {client_id: id, ...grants, ...proof});
}

function addAccountClients() {
  addClient(options.accountId, {client_secret: options.accountSecret});
  addClient(options.signerId,
    {token_endpoint_auth_method: 'private_key_jwt', jwks: {keys: [options.signerKey]}});
  addClient(options.certifiedId, {
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_san_dns: `${options.certifiedId}.example`,
    tls_client_certificate_bound_access_tokens: true,
  });
}

const peerOf = (context) => context.socket.getPeerX509Certificate?.();

/** Who shows a certificate is known by it. */
const mTLS = {
  enabled: true,
  tlsClientAuth: true,
  certificateBoundAccessTokens: true,
  getCertificate: (context) => peerOf(context),
  certificateAuthorized: (context) => context.socket.authorized,
  certificateSubjectMatches: (context, property, expected) =>
    property === 'tls_client_auth_san_dns' && peerOf(context)?.subjectAltName === `DNS:${expected}`,
};

async function findAccount(context, id) {
  const claims = {sub: id, name: `Sample ${id}`, preferred_username: id, email: `${id}@example.test`};
  return {accountId: id, claims: async () => claims};
}

function configure() {
  const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  return {
    adapter: Store,
    clients: [{
      client_id: options.clientId,
      client_secret: options.clientSecret,
      redirect_uris: [options.redirectUri, ...(options.moreRedirectUris ?? [])],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    }],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none', 'tls_client_auth'],
    claims: {openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email']},
    cookies: {keys: [randomBytes(32).toString('hex')]},
    jwks: {keys: [{...privateKey.export({format: 'jwk'}), kid: 'tests', use: 'sig', alg: 'RS256'}]},
    features: {
      clientCredentials: {enabled: true},
      devInteractions: {enabled: true},
      introspection: {enabled: true},
      mTLS,
      revocation: {enabled: true},
    },
    findAccount,
    pkce: {required: () => true},
    rotateRefreshToken: true,
    ttl: {AccessToken: options.accessSeconds, ClientCredentials: options.accessSeconds, RefreshToken: 86400, Grant: 86400, Session: 86400,
      Interaction: 600, IdToken: 3600},
  };
}

let serve;
const server = createServer(
  {cert: readFileSync(options.certificate), key: readFileSync(options.key)},
  (request, response) => {
    const control = controls[`${request.method} ${request.url}`];
    if (!control) return serve(request, response);
    const sent = [];
    request.on('data', (part) => sent.push(part));
    request.on('end', () => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(control(Buffer.concat(sent).toString())));
    });
    return undefined;
  });

/** The origin of a server that asks who comes before it listens. */
async function openStrictDoor() {
  const strict = createServer({
    cert: readFileSync(options.certificate),
    key: readFileSync(options.key),
    ca: options.clientAuthority,
    requestCert: true,
    rejectUnauthorized: true,
  }, (request, response) => {
    if (request.url !== '/peer') return serve(request, response);
    response.setHeader('Content-Type', 'application/json');
    return response.end(JSON.stringify({peer: request.socket.getPeerCertificate().fingerprint256}));
  });
  await new Promise((resolve) => strict.listen(0, '127.0.0.1', resolve));
  return `https://127.0.0.1:${strict.address().port}`;
}

server.listen(0, '127.0.0.1', async () => {
  const issuer = `https://${options.host}:${server.address().port}`;
  addAccountClients();
  const provider = new Provider(issuer, configure());
  serve = provider.callback();
  for (const event of ['server_error', 'grant.error', 'authorization.error', 'revocation.error']) {
    provider.on(event, (context, error) => console.error(event, error.message, error.error_detail ?? ''));
  }
  console.log(JSON.stringify({issuer, strict: options.clientAuthority ? await openStrictDoor() : ''}));
});
