// npm "oidc-provider", the certified OpenID provider, with a log-in and a consent page of our own.
// PORT: where to listen on 127.0.0.1. PEOPLE: the file with the people. PASSWORD: everybody's password.
import { readFileSync } from 'node:fs';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const { PORT, PEOPLE, PASSWORD } = process.env;
const { client, people } = JSON.parse(readFileSync(PEOPLE, 'utf8'));
const everybody = people.map((person) => person.idp);
const issuer = `http://127.0.0.1:${PORT}`;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const provider = new Provider(issuer, {
  clients: [{
    client_id: client.client_id,
    application_type: 'native', // any loopback port (RFC 8252, 7.3)
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: [`http://127.0.0.1${client.redirect_path}`],
  }],
  jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'first', alg: 'RS256', use: 'sig' }] },
  cookies: { keys: [PASSWORD] },
  claims: { profile: ['name', 'given_name', 'family_name'], email: ['email', 'email_verified'] },
  features: { devInteractions: { enabled: false }, revocation: { enabled: true, allowedPolicy: () => true } },
  interactions: { url: (_, interaction) => `/step/${interaction.uid}` },
  findAccount: (_, sub) => {
    const found = everybody.find((one) => one.sub === sub);
    return found && { accountId: sub, claims: () => found };
  },
});

const escaped = (text) => String(text).replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
const page = (title, form) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>
<h1>${title}</h1><form method="post">${form}</form><form method="post"><button name="refuse" value="1">Refuse</button></form>`;
const LOG_IN = (hint, wrong) => page('Log in', `${wrong ? '<p role="alert">That did not match.</p>' : ''}
<label for="mail">E-mail</label><input id="mail" name="mail" value="${escaped(hint)}">
<label for="word">Password</label><input id="word" name="word" type="password"><button>Log in</button>`);
const CONSENT = (scope) => page('Allow access', `<p>${escaped(scope)}</p><button>Allow</button>`);

async function fieldsOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

async function grantFor({ prompt, params, session, grantId }) {
  const known = grantId && await provider.Grant.find(grantId);
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope((prompt.details.missingOIDCScope ?? []).join(' '));
  grant.addOIDCClaims(prompt.details.missingOIDCClaims ?? []);
  return grant.save();
}

async function judge(step, fields) {
  if (fields.get('refuse')) return { error: 'access_denied', error_description: 'refused on the page' };
  if (step.prompt.name !== 'login') return { consent: { grantId: await grantFor(step) } };
  const found = everybody.find((one) => one.email.toLowerCase() === fields.get('mail').toLowerCase());
  return found && fields.get('word') === PASSWORD ? { login: { accountId: found.sub } } : null;
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/step/')) { await next(); return; }
  const step = await provider.interactionDetails(ctx.req, ctx.res);
  const hint = step.params.login_hint ?? '';
  const shown = (wrong) => (step.prompt.name === 'login' ? LOG_IN(hint, wrong) : CONSENT(step.params.scope));
  const result = ctx.method === 'POST' ? await judge(step, await fieldsOf(ctx.req)) : null;
  if (result) {
    ctx.respond = false;
    await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: !result.error });
    return;
  }
  ctx.type = 'html';
  ctx.body = shown(ctx.method === 'POST');
});

provider.on('server_error', (_, error) => console.error(error));
provider.listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
