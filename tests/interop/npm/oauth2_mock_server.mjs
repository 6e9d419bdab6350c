// npm "oauth2-mock-server": it answers at once, without a page. Who signs in is decided by login_hint.
// PORT: where to listen on 127.0.0.1. PEOPLE: the file with the people.
import { readFileSync } from 'node:fs';
import { OAuth2Server } from 'oauth2-mock-server';

const { PORT, PEOPLE } = process.env;
const { people } = JSON.parse(readFileSync(PEOPLE, 'utf8'));
const everybody = people.map((person) => person.idp);
const named = (hint) => everybody.find((one) => one.email === hint) ?? everybody[0];
const holders = new Map(); // authorization code or refresh token -> person

const server = new OAuth2Server();
await server.issuer.keys.generate('RS256');
const who = (request) => holders.get(request.body?.code) ?? holders.get(request.body?.refresh_token) ?? everybody[0];

server.service.on('beforeAuthorizeRedirect', (redirect, request) => {
  holders.set(redirect.url.searchParams.get('code'), named(request.query.login_hint));
});
server.service.on('beforeTokenSigning', (token, request) => Object.assign(token.payload, who(request)));
server.service.on('beforeResponse', (answer, request) => {
  if (answer.body?.refresh_token) holders.set(answer.body.refresh_token, who(request));
});
server.service.on('beforeUserinfo', (answer, request) => {
  const body = request.headers.authorization.split('.')[1];
  const { sub } = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'));
  answer.body = everybody.find((one) => one.sub === sub);
});

await server.start(Number(PORT), '127.0.0.1');
server.issuer.url = `http://127.0.0.1:${PORT}`;
process.on('SIGTERM', () => process.exit(0));
