import assert from "node:assert/strict";
import path from "node:path";
import { describeUnderTheEngine } from "./engine-sandbox.ts";

const SECRET = "correct-horse-battery-staple";

describeUnderTheEngine("the program", (sandbox) => {
  it("says under an old Node what is needed, and no more", async () => {
    const disguise = path.join(sandbox.declaration, "old-node.cjs");
    // Only the program believes it; Pulumi's own parts go on under the Node that there is.
    sandbox.write(
      "old-node.cjs",
      `if (process.argv.some((argument) => argument.endsWith("index.js") && !argument.includes("node_modules")))
         Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });`,
    );
    const made = await sandbox.pulumi("stack", "init", "organization", "--no-select");
    assert.equal(made.code, 0, made.err);
    const { code, out, err } = await sandbox.pulumi("preview", "-s", "organization", { NODE_OPTIONS: `--require ${disguise}` });
    assert.notEqual(code, 0);
    assert.match(
      `${out}${err}`,
      /palisade: Node 22\.18 or newer is needed to run the program, got 20\.20\.2; put Node 24 first on the PATH \(on linux-x64: PATH=\$PWD\/node_modules\/\.bin:\$PATH\)/,
    );
    assert.doesNotMatch(`${out}${err}`, /ERR_UNKNOWN_FILE_EXTENSION|SyntaxError/);
  });

  it("keeps a secret value of a hand-written extension out of the state's text", async () => {
    sandbox.write(
      "extensions/foundation.ts",
      `import * as aws from "@pulumi/aws";
       import * as pulumi from "@pulumi/pulumi";
       export default function team({ provider }) {
         const password = pulumi.secret(${JSON.stringify(SECRET)});
         new aws.ssm.Parameter("password", { name: "/team/password", type: "SecureString", value: password }, { provider });
         return { password };
       }`,
    );
    await sandbox.succeeds("up", "--stack", "organization", "foundation.owner");
    const { text, resources } = await sandbox.state("foundation.owner");
    assert.ok(resources.some(({ urn }) => urn.endsWith("aws:ssm/parameter:Parameter::password")));
    assert.ok(!text.includes(SECRET), "the secret stands in the state");
    assert.match(text, /"ciphertext"/);
    const shown = await sandbox.pulumi("stack", "output", "password", "--show-secrets", "-s", "foundation.owner");
    assert.equal(shown.out.trim(), SECRET);
  });
});
