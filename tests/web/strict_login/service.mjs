// A strict login service (the npm package oidc-provider): PKCE is required, people log in and agree on its own pages.
// Started with the folder of its packages, a port and the redirect address.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, port, redirect] = process.argv.slice(2);
const { Provider } = await import(pathToFileURL(createRequire(folder + "/").resolve("oidc-provider")));
const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: "bluevitaal", client_secret: "geheim", redirect_uris: [redirect] }],
  claims: { openid: ["sub", "roles"], profile: ["preferred_username"] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_, sub) => ({
    accountId: sub,
    claims: () => ({ sub, preferred_username: sub, roles: ["begeleider"] }),
  }),
});
provider.listen(Number(port), "localhost", () => console.log("ready"));
