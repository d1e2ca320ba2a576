import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bootstrapFiles } from "../../../bootstrap/bootstrap-files.ts";
import { documentOf } from "../../../bootstrap/bootstrap-role.ts";
import { checkedRoles } from "../../../bootstrap/check-roles.ts";
import { BOOTSTRAP_SERVICES } from "../../../bootstrap/role-statements.ts";
import type { BucketAtAws, KeyAtAws } from "../../../bootstrap/state-at-aws.ts";
import { bootstrap } from "../../../cli/commands/bootstrap.ts";
import { loadCatalogue } from "../../../iam/catalogue.ts";
import type { RoleAtAws } from "../../../operation/aws-roles.ts";
import { CHOICE } from "../../bootstrap/choice.ts";
import { BUCKET_AS_WRITTEN, KEY_AS_WRITTEN } from "../../bootstrap/state-as-written.ts";
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

/** An error as the SDK throws it. */
const awsError = (name: string, message: string): Error => Object.assign(new Error(message), { name });

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
    change: (name: string, answer: RoleAtAws) => RoleAtAws | Error = (_, answer) => answer,
    {
      caller = { account: "100000000001", arn: RUNNER },
      states = {},
      bucket,
    }: {
      readonly caller?: { readonly account: string; readonly arn: string };
      readonly states?: Partial<BucketAtAws> & { readonly isRotated?: KeyAtAws["isRotated"] };
      readonly bucket?: string;
    } = {},
  ) => {
    let [out, err] = ["", ""];
    const asked: string[] = [];
    const code = await bootstrap(
      { check: true, declaration: DECLARATION, bucket },
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
            return changed instanceof Error ? Promise.reject(changed) : Promise.resolve(changed);
          },
        },
        states: {
          bucket: (...args) => {
            asked.push(args.join(" "));
            return Promise.resolve({ ...BUCKET_AS_WRITTEN, ...states });
          },
          key: (...args) => {
            asked.push(args.join(" "));
            const { isRotated = KEY_AS_WRITTEN.isRotated } = states;
            return Promise.resolve({ ...KEY_AS_WRITTEN, isRotated });
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
    assert.match(
      out,
      /\nstates: Pulumi\.yaml names no backend; that is not checked\nstates: Pulumi\.yaml names no secrets provider; that is not checked\n6 roles as written\n$/,
    );
  });

  it("checks the bucket and the key of the states, where settings or the caller name them", async () => {
    const bucket = "arn:aws:s3:::line-pulumi-state";
    const key = "arn:aws:kms:eu-west-1:100000000001:alias/pulumi";
    const named = await checked(undefined, { bucket: "line-pulumi-state" });
    assert.equal(named.code, 0);
    assert.deepEqual(named.asked.slice(0, 1), [`${key} eu-west-1`]);
    assert.ok(named.asked.includes("line-pulumi-state eu-west-1 100000000001"), named.asked.join("\n"));
    assert.ok(named.out.startsWith(`management: ${bucket}: as written\nmanagement: ${key}: as written\n`), named.out);
    assert.match(named.out, /\n1 bucket, 1 key and 6 roles as written\n$/);
    const others = await checked(undefined, {
      bucket: "line-pulumi-state",
      states: { versioning: { value: undefined }, publicAccess: { value: [] }, isRotated: { value: false } },
    });
    assert.equal(others.code, 1);
    assert.match(
      others.out,
      /^management: \S+line-pulumi-state: keeps no versions of states, .*\n {2}does not block public access, .*\nmanagement: \S+alias\/pulumi: is not rotated; enable its automatic rotation\n/,
    );
    assert.match(others.out, /\n2 of 8 \(1 bucket, 1 key and 6 roles\) otherwise than written; npm run bootstrap -- --output <folder> /);
  });

  it("takes the bucket and the key from where this shell's settings are overridden", async () => {
    const saved = { ...process.env };
    try {
      process.env["PULUMI_BACKEND_URL"] = "s3://our-states/teams?region=us-east-1";
      process.env["PALISADE_SECRETS_PROVIDER"] = "awskms://alias/ours?region=us-east-1";
      const { asked } = await checked();
      assert.ok(asked.includes("our-states us-east-1 100000000001"), asked.join("\n"));
      assert.ok(asked.includes("arn:aws:kms:us-east-1:100000000001:alias/ours us-east-1"), asked.join("\n"));
      process.env["PULUMI_BACKEND_URL"] = "https://api.pulumi.com";
      const cloud = await checked();
      assert.match(
        cloud.out,
        /\nstates: https:\/\/api\.pulumi\.com is no bucket of S3; that is not checked\n2 of 7 \(1 key and 6 roles\) otherwise than written; npm/,
      );
    } finally {
      for (const name of ["PULUMI_BACKEND_URL", "PALISADE_SECRETS_PROVIDER"]) Reflect.deleteProperty(process.env, name);
      Object.assign(process.env, saved);
    }
  });

  it("ends with 3 where something cannot be read, and nothing that is read is otherwise", async () => {
    const states = { policy: { unread: "AccessDenied: no" } };
    const unread = await checked(undefined, { bucket: "line-pulumi-state", states });
    assert.equal(unread.code, 3);
    assert.match(
      unread.out,
      /^management: \S+line-pulumi-state: its policy is not known, got "AccessDenied: no"; check with a role that may s3:GetBucketPolicy$/m,
    );
    assert.match(unread.out, /\n1 of 8 \(1 bucket, 1 key and 6 roles\) not known\n$/);
    const both = await checked(
      (key, answer) => (key === "PalisadeRunner by itself" ? awsError("AccessDenied", "not authorized to perform: iam:GetRole") : answer),
      { bucket: "line-pulumi-state", states: { ...states, isRotated: { value: false } } },
    );
    assert.equal(both.code, 1);
    assert.match(both.out, /^management: \S+PalisadeRunner: cannot be read, got "not authorized to perform: iam:GetRole"$/m);
    assert.match(both.out, /\n1 of 8 \(1 bucket, 1 key and 6 roles\) otherwise than written, 2 not known; npm run bootstrap /);
    const gone = await checked((key, answer) =>
      key.startsWith("PalisadeRunner") ? awsError("NoSuchEntityException", "not found") : answer,
    );
    assert.equal(gone.code, 1);
  });

  it("names the roles that are otherwise, and goes on after one that cannot be read", async () => {
    const { code, out } = await checked((key, answer) =>
      key.startsWith("PalisadeDeploy arn:aws:iam::300000000001")
        ? awsError("AccessDenied", "User is not authorized to perform: sts:AssumeRole")
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
    const none = await checked(undefined, { caller: { account: "", arn: "Could not load credentials from any providers" } });
    assert.deepEqual([none.code, none.out, none.asked], [1, "", []]);
    assert.match(none.err, /^palisade: no credentials of AWS can be used, got "Could not load credentials from any providers"; sign in, /);
    const other = await checked(undefined, { caller: { account: "300000000001", arn: "arn:aws:iam::300000000001:user/jo" } });
    assert.deepEqual([other.code, other.asked], [1, []]);
    assert.match(
      other.err,
      /^palisade: the credentials are of another account, got arn:aws:iam::300000000001:user\/jo; use credentials of the management account, 100000000001 \(organization\.yaml: managementAccount\)\n$/,
    );
  });
});
