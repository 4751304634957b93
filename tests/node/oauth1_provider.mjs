// SPDX-License-Identifier: Apache-2.0
// Usage: node oauth1_provider.mjs '{"certificate": "…pem", "key": "…pem", "consumerKey": "…", "consumerSecret": "…"}'
//
// Runs a service provider of OAuth 1.0a made of npm's oauthorize, passport-http-oauth (which verifies
// every signature) and express, over https on a free loopback port until it is killed, and prints one
// JSON line with its origin.
// Its routes: POST /oauth/request, GET /oauth/authorize, POST /oauth/decision, POST /oauth/access; and
// GET /me and GET /notes?page=1, which take an access token's signature alone.
// Beside them: GET /control/state tells what was asked and what lives; POST /control/revoke ends every
// access token; POST /control/expire every request token; POST /control/consumer-secret with the new
// one as its body changes that; POST /control/fault with one of the words below breaks the first leg.
import {randomBytes} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:https';
import express from 'express';
import oauthorize from 'oauthorize';
import passport from 'passport';
import {ConsumerStrategy, TokenStrategy} from 'passport-http-oauth';

const options = JSON.parse(process.argv[2]);
const mostSecondsOff = 300;
const notes = Array.from({length: 5}, (_, index) => ({id: `note-${index + 1}`, text: 'a & b, é'}));

const requestTokens = new Map();
const accessTokens = new Map();
const seenNonces = new Set();
const asked = {requestTokens: 0, accessTokens: 0, nonceRefused: 0};
let fault = '';

const uid = (bytes) => randomBytes(bytes).toString('hex');

// RFC 5849 section 3.3: a nonce comes once, with a time that is about now.
function validate(timestamp, nonce, done) {
  const seen = `${timestamp} ${nonce}`;
  const isLate = Math.abs(Date.now() / 1000 - Number(timestamp)) > mostSecondsOff;
  if (isLate || seenNonces.has(seen)) {
    asked.nonceRefused += 1;
    return done(null, false);
  }
  seenNonces.add(seen);
  return done(null, true);
}

function findConsumer(key, done) {
  if (key !== options.consumerKey) return done(null, false);
  return done(null, {id: key}, options.consumerSecret);
}

passport.use('consumer', new ConsumerStrategy(findConsumer, (token, done) => {
  const known = requestTokens.get(token);
  return known ? done(null, known.secret, known) : done(null, false);
}, validate));

passport.use('token', new TokenStrategy(findConsumer, (token, done) => {
  const known = accessTokens.get(token);
  return known ? done(null, {account: known.account}, known.secret) : done(null, false);
}, validate));

const toolkit = oauthorize.createServer();
toolkit.serializeClient((client, done) => done(null, client.id));
toolkit.deserializeClient((id, done) => done(null, {id}));

const signedByClient = passport.authenticate('consumer', {session: false});
const signedForAccount = passport.authenticate('token', {session: false});

const faults = {
  'html': (response) => response.type('html').send('<html>sign in</html>'),
  'empty': (response) => response.end(),
  'huge': (response) => response.end('a'.repeat(5 * 1024 * 1024)),
  'trouble': (response) => response.status(500).end('oops'),
  'unconfirmed': (response) => response.end(`oauth_token=${uid(8)}&oauth_token_secret=${uid(16)}`),
  'cut': (response) => response.socket.destroy(),
};

// The toolkit wants a session; one by cookie, in memory.
const sessions = new Map();
function session(request, response, next) {
  const id = /(?:^|; )session=([0-9a-f]+)/.exec(request.headers.cookie ?? '')?.[1] ?? uid(16);
  if (!sessions.has(id)) sessions.set(id, {});
  request.session = sessions.get(id);
  response.setHeader('Set-Cookie', `session=${id}; Path=/; Secure; HttpOnly`);
  next();
}

const page = (transaction) => `<!doctype html><title>Consent</title>
<form method="post" action="/oauth/decision">
<input type="hidden" name="transaction_id" value="${transaction}">
<input name="account" value="person-1">
<button type="submit" name="allow" value="yes">Allow</button>
<button type="submit" name="cancel" value="yes">Deny</button>
</form>`;

const app = express();
app.use(express.urlencoded({extended: false}));
app.use(express.text({type: 'text/plain'}));
app.use(passport.initialize());

app.post('/oauth/request', (request, response, next) => {
  asked.requestTokens += 1;
  return fault ? faults[fault](response) : next();
}, signedByClient, toolkit.requestToken((client, callbackURL, done) => {
  const token = uid(8);
  const secret = uid(32);
  requestTokens.set(token, {secret, clientId: client.id, callbackURL});
  // The toolkit itself says oauth_callback_confirmed where there is a callback.
  return done(null, token, secret);
}), toolkit.errorHandler());

app.get('/oauth/authorize', session, toolkit.userAuthorization((token, done) => {
  const known = requestTokens.get(token);
  return known ? done(null, {id: known.clientId}, known.callbackURL) : done(null, false);
}), (request, response) => response.send(page(request.oauth.transactionID)), toolkit.errorHandler());

app.post('/oauth/decision', session, (request, response, next) => {
  request.user = {account: request.body.account};
  next();
}, toolkit.userDecision((token, user, response, done) => {
  const known = requestTokens.get(token);
  if (!known) return done(null, false);
  Object.assign(known, {account: user.account, verifier: uid(8)});
  return done(null, known.verifier);
}), toolkit.errorHandler());

app.post('/oauth/access', (request, response, next) => {
  asked.accessTokens += 1;
  next();
}, signedByClient, toolkit.accessToken(
  (token, verifier, info, done) => done(null, Boolean(verifier) && verifier === info.verifier),
  (client, token, info, done) => {
    if (client.id !== info.clientId) return done(null, false);
    requestTokens.delete(token);
    const access = uid(16);
    const secret = uid(32);
    accessTokens.set(access, {secret, account: info.account});
    return done(null, access, secret, {account: info.account});
  }), toolkit.errorHandler());

app.get('/me', signedForAccount, (request, response) => {
  const {account} = request.user;
  response.json({id: account, name: `Sample ${account}`});
});

// Two to a page, which is asked for in the query: it is signed too.
app.get('/notes', signedForAccount, (request, response) => {
  const number = Number(request.query.page ?? 1);
  response.json({notes: notes.slice(2 * number - 2, 2 * number)});
});

app.get('/control/state', (request, response) => response.json({
  ...asked,
  liveRequestTokens: requestTokens.size,
  liveAccessTokens: accessTokens.size,
}));
app.post('/control/revoke', (request, response) => response.json(accessTokens.clear() ?? {}));
app.post('/control/expire', (request, response) => response.json(requestTokens.clear() ?? {}));
app.post('/control/consumer-secret', (request, response) => {
  options.consumerSecret = request.body;
  response.json({});
});
app.post('/control/fault', (request, response) => {
  fault = typeof request.body === 'string' ? request.body : '';
  response.json({});
});

const server = createServer(
  {cert: readFileSync(options.certificate), key: readFileSync(options.key)}, app);
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({origin: `https://127.0.0.1:${server.address().port}`}));
});
