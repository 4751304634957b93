// SPDX-License-Identifier: Apache-2.0
// Usage: node jwt_grant_server.mjs '{"certificate": "…pem", "key": "…pem", "service": "…", "serviceKey": {…}, "accessSeconds": 3600}'
//
// Runs a token endpoint that takes signed assertions (RFC 7523 section 2.1), made of npm's oauth2orize,
// oauth2orize-jwt-bearer and jose (which verifies signature, times, issuer and audience), over https on a
// free loopback port until it is killed, and prints one JSON line with its origin. `serviceKey` is the
// public key, a JWK.
// Its routes: POST /token; GET /me, for an access token. And a log-in of two calls of its own, for people with the
// password "sample password": POST /door answers with a ticket and where it is good, POST /inner/session there
// takes the ticket, once, for an access token.
// Beside them: GET /control/state tells how many assertions were granted, refused and came twice, and
// which claims came last; POST /control/end-tokens ends every access token; POST /control/withdraw-key
// has the service's key be known no more; POST /control/door?says=… sets what the door answers: "yes", "no"
// (to everybody), "trouble" (500) or an address, as where the ticket is good.
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import express from 'express';
import {importJWK, jwtVerify} from 'jose';
import oauth2orize from 'oauth2orize';
import {Exchange as jwtBearer} from 'oauth2orize-jwt-bearer';

const options = JSON.parse(process.argv[2]);
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
let key = await importJWK(options.serviceKey, 'RS256');
let origin;

const tokens = new Map();
const seen = new Set();
const state = {granted: 0, refused: 0, replayed: 0, claims: {}, doors: 0, sessions: 0};
let door = 'yes';
const tickets = new Map();

/** A new access token of somebody's. */
function issue(subject) {
  const token = randomBytes(24).toString('base64url');
  tokens.set(token, {subject, until: Date.now() + 1000 * options.accessSeconds});
  return token;
}

/** Whom the assertion stands for; null where it is not to be believed. */
async function verified(assertion) {
  const {payload} = await jwtVerify(assertion, () => {
    if (key === null) throw new Error('the key is not known');
    return key;
  }, {
    algorithms: ['RS256'],
    issuer: options.service,
    audience: `${origin}/token`,
    maxTokenAge: '1 hour',
    requiredClaims: ['exp', 'iat', 'sub', 'jti'],
  });
  if (seen.has(payload.jti)) {
    state.replayed += 1;
    throw new Error('the assertion came before');
  }
  seen.add(payload.jti);
  return payload;
}

const server = oauth2orize.createServer();
server.exchange(grantType, jwtBearer((client, assertion, done) => {
  verified(assertion).then((claims) => {
    state.granted += 1;
    state.claims = claims;
    done(null, issue(claims.sub), {expires_in: options.accessSeconds, scope: claims.scope});
  }, () => {
    state.refused += 1;
    done(null, false);
  });
}));

const app = express();
app.use(express.urlencoded({extended: false}));
app.post('/token', server.token(), server.errorHandler());

app.post('/door', express.json(), (request, response) => {
  state.doors += 1;
  const {user, password} = request.body;
  if (door === 'trouble') return response.status(500).json({});
  if (door === 'no' || password !== 'sample password')
    return response.status(401).json({message: 'not known here'});
  const ticket = randomBytes(24).toString('base64url');
  tickets.set(ticket, user);
  const place = door === 'yes' ? `https://localhost:${listener.address().port}/inner` : door;
  return response.json({ticket, place, room: 'north'});
});

app.post('/inner/session', (request, response) => {
  state.sessions += 1;
  const ticket = request.headers['x-ticket'];
  const subject = tickets.get(ticket);
  tickets.delete(ticket);
  if (!subject) return response.status(401).json({message: 'no such ticket'});
  return response.json({session: {key: issue(subject), seconds: options.accessSeconds}});
});

app.get('/me', (request, response) => {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  const known = tokens.get(token);
  if (!known || known.until < Date.now()) return response.status(401).json({error: 'invalid_token'});
  return response.json({id: known.subject, name: `Sample ${known.subject}`});
});

app.get('/control/state', (request, response) => response.json({...state, live: tokens.size}));
app.post('/control/end-tokens', (request, response) => response.json(tokens.clear() ?? {}));
app.post('/control/door', (request, response) => {
  door = request.query.says;
  response.json({});
});
app.post('/control/withdraw-key', (request, response) => {
  key = null;
  response.json({});
});

const listener = createServer(
  {cert: readFileSync(options.certificate), key: readFileSync(options.key)}, app);
listener.listen(0, '127.0.0.1', () => {
  origin = `https://127.0.0.1:${listener.address().port}`;
  console.log(JSON.stringify({origin}));
});
