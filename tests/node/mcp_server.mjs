// SPDX-License-Identifier: Apache-2.0
// Usage: node mcp_server.mjs '{"certificate": "…pem", "key": "…pem", "accessSeconds": 3600}'
//
// Runs an endpoint of the Model Context Protocol, /mcp, behind npm's oidc-provider as its
// authorization server, which registers clients itself, over https on a free loopback port until it
// is killed. Prints one JSON line with its origin.
// Beside both: GET /control/state counts registrations, clients, grants and refresh tokens;
// GET /control/secrets tells the clients' secrets, POST /control/forget-clients loses every client, POST /control/registration with "refused" or
// "open" shuts registration or opens it, POST /control/issuer makes the server's description name
// another issuer (empty: its own), and
// POST /control/knows tells whether /mcp would take the access token in its body.
import {generateKeyPairSync, randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import {Provider} from 'oidc-provider';
import {countLive, models, Store} from './store.mjs';

const options = {accessSeconds: 3600, ...JSON.parse(process.argv[2])};
const state = {registrations: 0, refused: false, issuer: ''};
let origin;
let provider;

async function isGood(token) {
  const found = token && await provider.AccessToken.find(token);
  return Boolean(found && found.aud === `${origin}/mcp`);
}

const controls = {
  'GET /control/state': () => ({
    registrations: state.registrations,
    clients: countLive('Client'),
    grants: countLive('Grant'),
    refreshTokens: countLive('RefreshToken'),
  }),
  'GET /control/secrets': () => [...models.get('Client').values()]
    .map(({payload}) => payload.client_secret),
  'POST /control/forget-clients': () => {
    for (const model of ['Client', 'RegistrationAccessToken']) models.get(model)?.clear();
    return {};
  },
  'POST /control/registration': (what) => {
    state.refused = what === 'refused';
    return {};
  },
  'POST /control/issuer': (issuer) => {
    state.issuer = issuer;
    return {};
  },
  'POST /control/knows': async (token) => ({active: await isGood(token)}),
};

function answer(response, status, document, headers = {}) {
  response.writeHead(status, {'Content-Type': 'application/json', ...headers});
  response.end(JSON.stringify(document));
}

/// RFC 9728: who is refused learns where the description of this resource is.
async function serveMcp(request, response) {
  const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (await isGood(token)) {
    answer(response, 200, {jsonrpc: '2.0', id: 1, result: {protocolVersion: '2025-06-18'}});
    return;
  }
  const pointer = `Bearer error="invalid_token", resource_metadata="${origin}/described"`;
  answer(response, 401, {error: 'invalid_token'}, {'WWW-Authenticate': pointer});
}

const routes = {
  'POST /mcp': serveMcp,
  'GET /described': (request, response) => answer(response, 200, {
    resource: `${origin}/mcp`,
    authorization_servers: [origin],
    scopes_supported: ['mcp'],
  }),
};

function configure() {
  const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  return {
    adapter: Store,
    cookies: {keys: [randomBytes(32).toString('hex')]},
    jwks: {keys: [{...privateKey.export({format: 'jwk'}), kid: 'tests', use: 'sig', alg: 'RS256'}]},
    scopes: ['openid', 'offline_access', 'mcp'],
    features: {
      devInteractions: {enabled: true},
      registration: {enabled: true},
      registrationManagement: {enabled: true},
      revocation: {enabled: true},
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (context, resource) => ({
          scope: 'mcp', audience: resource, accessTokenTTL: options.accessSeconds,
          accessTokenFormat: 'opaque',
        }),
      },
    },
    findAccount: async (context, id) => ({accountId: id, claims: async () => ({sub: id})}),
    pkce: {required: () => true},
    rotateRefreshToken: true,
    ttl: {RefreshToken: 86400, Grant: 86400, Session: 86400, Interaction: 600, IdToken: 3600},
  };
}

async function serveControl(control, request, response) {
  const sent = [];
  for await (const part of request) sent.push(part);
  answer(response, 200, await control(Buffer.concat(sent).toString()));
}

let serve;
const server = createServer(
  {cert: readFileSync(options.certificate), key: readFileSync(options.key)},
  (request, response) => {
    const what = `${request.method} ${request.url}`;
    if (controls[what]) return serveControl(controls[what], request, response);
    if (routes[what]) return routes[what](request, response);
    if (state.refused && what === 'POST /reg') {
      return answer(response, 403,
        {error: 'access_denied', error_description: 'clients are registered by hand here'});
    }
    if (state.issuer && what === 'GET /.well-known/oauth-authorization-server') {
      return answer(response, 200, {
        issuer: state.issuer,
        authorization_endpoint: `${origin}/auth`,
        token_endpoint: `${origin}/token`,
        registration_endpoint: `${origin}/reg`,
        code_challenge_methods_supported: ['S256'],
      });
    }
    return serve(request, response);
  });

server.listen(0, '127.0.0.1', () => {
  origin = `https://127.0.0.1:${server.address().port}`;
  provider = new Provider(origin, configure());
  provider.on('registration_create.success', () => { state.registrations += 1; });
  for (const event of ['server_error', 'grant.error', 'authorization.error', 'revocation.error',
    'registration_create.error']) {
    provider.on(event, (context, error) => console.error(event, error.message, error.error_detail ?? ''));
  }
  serve = provider.callback();
  console.log(JSON.stringify({origin}));
});
