import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { temporaryFolder } from "../support/folder.ts";

const ROOT = path.join(import.meta.dirname, "../..");
const PACKAGE = path.join(ROOT, "tenants");
const folder = temporaryFolder();

const ran = (program: string, args: readonly string[], cwd: string): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", cwd });
  assert.equal(status, 0, stderr + stdout);
  return stdout;
};

/** A user's program that loads the package, and prints what it has. */
const USE = 'console.log([typeof vendTenantCredentials, typeof TenantClient, tenantId("acme")].join(" "));\n';
const NAMES = "{ TenantClient, tenantId, vendTenantCredentials }";

describe("the package palisade-tenants", function () {
  this.timeout(180_000);
  let user = "";
  let packed: readonly string[] = [];

  before(() => {
    ran(process.execPath, [path.join(PACKAGE, "build.ts")], ROOT);
    user = folder("user");
    mkdirSync(path.join(user, "node_modules/palisade-tenants"), { recursive: true });
    const [{ filename, files }] = JSON.parse(ran("npm", ["pack", "--json", "--pack-destination", user], PACKAGE)) as [
      { filename: string; files: { path: string }[] },
    ];
    packed = files.map((file) => file.path);
    ran("tar", ["-xzf", filename, "-C", "node_modules/palisade-tenants", "--strip-components", "1"], user);
    // The peers, as a user has installed them.
    for (const name of ["@aws-sdk", "@smithy", "@types", "tslib", "@aws"])
      symlinkSync(path.join(ROOT, "node_modules", name), path.join(user, "node_modules", name));
  });

  it("contains what is built and its page, and nothing else", () => {
    assert.ok(packed.includes("README.md"));
    assert.ok(packed.includes("dist/cjs/package.json"));
    assert.deepEqual(
      packed.filter((file) => !/^(?:package\.json|README\.md|dist\/(?:esm|cjs)\/[\w-]+\.(?:js|d\.ts|json))$/.test(file)),
      [],
    );
  });

  it("depends on clients of the AWS SDK alone, and lets the user choose their version", () => {
    const description = JSON.parse(readFileSync(path.join(PACKAGE, "package.json"), "utf8")) as Record<string, unknown>;
    assert.equal(description["dependencies"], undefined);
    assert.deepEqual(
      Object.keys(description["peerDependencies"] as object).filter((name) => !name.startsWith("@aws-sdk/")),
      [],
    );
  });

  for (const [kind, file, text] of [
    ["import", "use.mjs", `import ${NAMES} from "palisade-tenants";\n${USE}`],
    ["require", "use.cjs", `const ${NAMES} = require("palisade-tenants");\n${USE}`],
  ] as const) {
    it(`is loaded by ${kind}`, () => {
      writeFileSync(path.join(user, file), text);
      assert.equal(ran(process.execPath, [file], user), "function function acme\n");
    });
  }

  for (const [kind, file] of [
    ["modules", "typed.mts"],
    ["CommonJS", "typed.cts"],
  ] as const) {
    it(`has types for ${kind}`, () => {
      const source = `import ${NAMES} from "palisade-tenants";
import { STSClient } from "@aws-sdk/client-sts";
const vend = vendTenantCredentials({ sts: new STSClient({}), roleArn: "arn", by: { kind: "session-tag", tag: "TenantId" } });
export const secret: Promise<string> = vend("acme").then(({ secretAccessKey }) => secretAccessKey);
export const client: typeof TenantClient = TenantClient;
// @ts-expect-error: a text that was not checked is no tenant's id
export const id: ReturnType<typeof tenantId> = "acme";
`;
      writeFileSync(path.join(user, file), source);
      const program = ts.createProgram([path.join(user, file)], {
        noEmit: true,
        strict: true,
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.NodeNext,
        moduleResolution: ts.ModuleResolutionKind.NodeNext,
        types: ["node"],
        preserveSymlinks: true,
      });
      const wrong = ts.getPreEmitDiagnostics(program).filter(({ file: of }) => of === undefined || !of.fileName.includes("/@aws-sdk/"));
      assert.deepEqual(
        wrong.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
        [],
      );
    });
  }
});
