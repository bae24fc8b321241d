// A certified OpenID Connect provider that behaves like ProConnect: nonce and PKCE required,
// userinfo as a signed token. Started by the tests; reads its set-up from the environment.
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import Provider, { errors } from "oidc-provider";

const port = Number(process.env.PORT);
const issuer = `http://127.0.0.1:${port}`;
const people = JSON.parse(process.env.PEOPLE);
const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const key = { ...privateKey.export({ format: "jwk" }), use: "sig", kid: "first", alg: "RS256" };


const provider = new Provider(issuer, {
  clients: [
    {
      client_id: "terreau",
      client_secret: "a-secret-for-tests-only",
      redirect_uris: [process.env.REDIRECT_URI],
      token_endpoint_auth_method: "client_secret_post",
      ...(process.env.USERINFO === "json" ? {} : { userinfo_signed_response_alg: "RS256" }),
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: ["only-for-tests"] },
  pkce: { required: () => true },
  scopes: ["openid", "given_name", "usual_name", "email", "uid", "siret"],
  claims: {
    openid: ["sub"],
    given_name: ["given_name"],
    usual_name: ["usual_name"],
    email: ["email", "email_verified"],
    uid: ["uid"],
    siret: ["siret"],
  },
  features: { devInteractions: { enabled: true }, userinfo: { enabled: true }, jwtUserinfo: { enabled: true } },
  async findAccount(_ctx, id) {
    return people[id] && { accountId: id, claims: async () => ({ ...people[id], sub: id }) };
  },
});

provider.use(async (ctx, next) => {
  if (ctx.path === "/auth" && !ctx.query.nonce) {
    ctx.status = 400;
    ctx.body = new errors.InvalidRequest("nonce required").message;
    return;
  }
  await next();
});

createServer(provider.callback()).listen(port, "127.0.0.1", () => console.log("ready"));
