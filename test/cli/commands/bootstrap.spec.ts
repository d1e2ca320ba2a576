import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bootstrapFiles } from "../../../bootstrap/bootstrap-files.ts";
import { documentOf } from "../../../bootstrap/bootstrap-role.ts";
import { checkedRoles } from "../../../bootstrap/check-roles.ts";
import { BOOTSTRAP_SERVICES } from "../../../bootstrap/role-statements.ts";
import { bootstrap } from "../../../cli/commands/bootstrap.ts";
import { loadCatalogue } from "../../../iam/catalogue.ts";
import type { RoleAtAws } from "../../../operation/aws-roles.ts";
import { CHOICE } from "../../bootstrap/choice.ts";
import { command } from "../../support/command.ts";
import { temporaryFolder, writeFiles } from "../../support/folder.ts";
import { LINE, linePlan } from "../../support/line.ts";
import { edit } from "../../support/sample.ts";

const folder = temporaryFolder();
const DECLARATION = "examples/line";
const RUNNER = "arn:aws:sts::100000000001:assumed-role/PalisadeRunner/ci";

describe("bootstrap", () => {
  it("writes its files to a folder, or prints them", async () => {
    const files = bootstrapFiles(linePlan(), CHOICE, await loadCatalogue(BOOTSTRAP_SERVICES));
    const target = folder("files");
    const { code, out, err } = await command("bootstrap", "--declaration", DECLARATION, "--output", target);
    assert.deepEqual([code, err], [0, ""]);
    assert.match(out, /^(?:wrote .*\n){5}Next: docs\/deploying\.md#bootstrap .* have not been tried at AWS\n$/);
    assert.deepEqual(readdirSync(target).sort(), [...files.keys()].sort());
    for (const [name, text] of files) assert.equal(readFileSync(path.join(target, name), "utf8"), text);
    const printed = await command("bootstrap", "--declaration", DECLARATION);
    assert.equal(printed.out, [...files].map(([name, text]) => `# ${name}\n${text}\n`).join(""));
  });

  it("takes another bucket and another runner", async () => {
    const target = folder("other");
    const declaration = folder("two-runners");
    writeFiles(
      declaration,
      edit(LINE, "organization.yaml", 'PalisadeRunner"]', 'PalisadeRunner", "arn:aws:iam::100000000001:role/ci/Deployer"]'),
    );
    const args = ["bootstrap", "--declaration", declaration, "--output", target, "--bucket", "our-states"];
    assert.match((await command(...args)).err, /^palisade: --runner: is needed where deployment\.takenBy has several roles, got /);
    assert.ok(!existsSync(target));
    assert.equal((await command(...args, "--runner", "arn:aws:iam::100000000001:role/ci/Deployer")).code, 0);
    assert.match(readFileSync(path.join(target, "management.yaml"), "utf8"), /RoleName: Deployer\n {6}Path: \/ci\/\n/);
    assert.match(readFileSync(path.join(target, "state.yaml"), "utf8"), /BucketName: our-states\n/);
  });

  it("is wrong use with a bucket that cannot be, a folder that cannot be written, both kinds at once, and a check of the sample", async () => {
    writeFileSync(folder("file"), "in the way");
    for (const [args, expected] of [
      [["--bucket", "Our States"], /^palisade: --bucket: must be the name of a bucket, got "Our States"; /],
      [["--output", folder("file")], /^palisade: --output: cannot be written, got "ENOTDIR" for /],
      [["--check", "--output", folder("x")], /^palisade: --output: does not go with --check; /],
      [["--check", "--declaration", "examples/acme"], /^palisade: --check: needs a declaration of your own, got the sample; /],
    ] as const) {
      const given: readonly string[] = args;
      const { code, err } = await command(
        "bootstrap",
        ...given,
        ...(given.includes("--declaration") ? [] : ["--declaration", DECLARATION]),
      );
      assert.equal(code, 2, given.join(" "));
      assert.match(err, expected);
    }
    assert.ok(!existsSync(folder("x")));
  });
});

describe("bootstrap --check, against recorded answers", () => {
  let answers: ReadonlyMap<string, RoleAtAws>;
  before(async () => {
    const roles = checkedRoles(linePlan(), CHOICE, await loadCatalogue(BOOTSTRAP_SERVICES));
    answers = new Map(
      roles.map(({ wanted, asRole }) => [
        `${wanted.name} ${asRole ?? "by itself"}`,
        {
          path: wanted.path,
          trust: documentOf(wanted.trust),
          inline: new Map([...wanted.policies].map(([name, document]) => [name, documentOf(document)])),
          attached: [],
        },
      ]),
    );
  });

  const checked = async (
    change: (name: string, answer: RoleAtAws) => RoleAtAws | string = (_, answer) => answer,
    caller = { account: "100000000001", arn: RUNNER },
  ) => {
    let [out, err] = ["", ""];
    const asked: string[] = [];
    const code = await bootstrap(
      { check: true, declaration: DECLARATION },
      { out: (text) => void (out += text), err: (text) => void (err += text) },
      {
        identities: {
          caller: () => (caller.account === "" ? Promise.reject(new Error(caller.arn)) : Promise.resolve(caller)),
          assume: () => Promise.resolve(),
        },
        roles: {
          read: (name, asRole) => {
            const key = `${name} ${asRole ?? "by itself"}`;
            asked.push(key);
            const answer = answers.get(key);
            assert.ok(answer !== undefined, key);
            const changed = change(key, answer);
            return typeof changed === "string" ? Promise.reject(new Error(changed)) : Promise.resolve(changed);
          },
        },
      },
    );
    return { code, out, err, asked };
  };

  it("finds every role as written", async () => {
    const { code, out, err, asked } = await checked();
    assert.deepEqual([code, err], [0, ""]);
    assert.equal(asked.length, 6);
    assert.match(
      out,
      /^management: arn:aws:iam::100000000001:role\/PalisadeRunner: as written\nmanagement: .*PalisadePreview: as written\nconsumer: .*PalisadeDeploy: as written\n/,
    );
    assert.match(out, /\n6 roles as written\n$/);
  });

  it("names the roles that are otherwise, and goes on after one that cannot be read", async () => {
    const { code, out } = await checked((key, answer) =>
      key.startsWith("PalisadeDeploy arn:aws:iam::300000000001")
        ? "User is not authorized to perform: sts:AssumeRole"
        : key.startsWith("PalisadeDeploy")
          ? { ...answer, attached: ["arn:aws:iam::aws:policy/AdministratorAccess"] }
          : answer,
    );
    assert.equal(code, 1);
    assert.match(
      out,
      /^owner: arn:aws:iam::300000000001:role\/PalisadeDeploy: cannot be read, got "User is not authorized to perform: sts:AssumeRole"$/m,
    );
    assert.match(
      out,
      /^consumer: arn:aws:iam::300000000002:role\/PalisadeDeploy: has AdministratorAccess; put its own policies in the place of it$/m,
    );
    assert.match(out, /\n2 of 6 roles otherwise than written; npm run bootstrap -- --output <folder> writes what they ought to be\n$/);
  });

  it("needs credentials of the management account", async () => {
    const none = await checked(undefined, { account: "", arn: "Could not load credentials from any providers" });
    assert.deepEqual([none.code, none.out, none.asked], [1, "", []]);
    assert.match(none.err, /^palisade: no credentials of AWS can be used, got "Could not load credentials from any providers"; sign in, /);
    const other = await checked(undefined, { account: "300000000001", arn: "arn:aws:iam::300000000001:user/jo" });
    assert.deepEqual([other.code, other.asked], [1, []]);
    assert.match(
      other.err,
      /^palisade: the credentials are of another account, got arn:aws:iam::300000000001:user\/jo; use credentials of the management account, 100000000001 \(organization\.yaml: managementAccount\)\n$/,
    );
  });
});
