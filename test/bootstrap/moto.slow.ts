import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { accountRoles, bootstrapFiles } from "../../bootstrap/bootstrap-files.ts";
import { documentOf } from "../../bootstrap/bootstrap-role.ts";
import { checkedRoles } from "../../bootstrap/check-roles.ts";
import { roleDifferences } from "../../bootstrap/compare-role.ts";
import { BOOTSTRAP_SERVICES } from "../../bootstrap/role-statements.ts";
import { type Catalogue, loadCatalogue } from "../../iam/catalogue.ts";
import { readFolder } from "../../model/folder/read-declaration.ts";
import type { Plan } from "../../model/plan/plan.ts";
import { plan as planOf } from "../../model/plan/plan-declaration.ts";
import { command } from "../support/command.ts";
import { hasProgram, hasPythonModule } from "../support/executables.ts";
import { temporaryFolder, writeFiles } from "../support/folder.ts";
import { LINE } from "../support/line.ts";
import { callMoto, type Moto } from "../support/moto.ts";
import { skip } from "../support/skip.ts";
import { choiceOf } from "./choice.ts";

/** The account that moto takes credentials without a session for. */
const MANAGEMENT = "123456789012";
const OWNER = "300000000001";
const CONSUMER = "300000000002";
const OTHER = "300000000009";
const REGION = "eu-west-1";
const RUNNER = `arn:aws:iam::${MANAGEMENT}:role/PalisadeRunner`;
const folder = temporaryFolder();

describe("bootstrap against moto's server, which has AWS's API", function () {
  this.timeout(300_000);
  let moto: Moto | undefined;
  let plan: Plan;
  let catalogue: Catalogue;
  const declaration = folder("declaration");

  before(async function () {
    if (!hasPythonModule("moto")) skip(this, "no moto here");
    writeFiles(declaration, new Map([...LINE].map(([file, text]) => [file, text.replaceAll("100000000001", MANAGEMENT)])));
    const read = readFolder(declaration, new Date(), process.cwd()).declaration;
    assert.ok(read !== undefined);
    plan = planOf(read);
    catalogue = await loadCatalogue(BOOTSTRAP_SERVICES);
    moto = await callMoto(REGION);
  });
  after(() => {
    moto?.stop();
  });

  const choice = () => choiceOf(MANAGEMENT, RUNNER);
  const check = () => command("bootstrap", "--check", "--declaration", declaration);

  /** Credentials of an account, as an administrator of it has them. */
  const credentialsOf = async (account: string) => {
    const { Credentials: given } = await new STSClient({ region: REGION }).send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/Administrator`, RoleSessionName: "test" }),
    );
    return {
      accessKeyId: given?.AccessKeyId ?? "",
      secretAccessKey: given?.SecretAccessKey ?? "",
      sessionToken: given?.SessionToken ?? "",
    };
  };

  /** Runs the script for accounts with the AWS CLI. */
  const runScript = async (account: string): Promise<string> => {
    const script = folder("accounts.sh");
    writeFileSync(script, bootstrapFiles(plan, choice(), catalogue).get("accounts.sh") ?? "");
    const { accessKeyId, secretAccessKey, sessionToken } = await credentialsOf(account);
    const env = { ...process.env, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
    const child = spawn("bash", [script], { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => void (said += text.toString()));
    const [code] = (await once(child, "close")) as [number];
    assert.equal(code, 0, said);
    return said;
  };

  it("finds no roles before they are made, and names each", async () => {
    const { code, out, err } = await check();
    assert.equal(code, 1, err);
    assert.match(out, /^management: arn:aws:iam::123456789012:role\/PalisadeRunner: cannot be read, got "Role PalisadeRunner not found"$/m);
    assert.match(out, /\n6 of 6 roles otherwise than written; /);
  });

  it("finds the management account's roles as written once they are made", async () => {
    const client = new IAMClient({ region: REGION });
    for (const { wanted, account } of checkedRoles(plan, choice(), catalogue)) {
      if (account !== "management") continue;
      await client.send(
        new CreateRoleCommand({ RoleName: wanted.name, AssumeRolePolicyDocument: JSON.stringify(documentOf(wanted.trust)) }),
      );
      for (const [name, document] of wanted.policies)
        await client.send(
          new PutRolePolicyCommand({ RoleName: wanted.name, PolicyName: name, PolicyDocument: JSON.stringify(documentOf(document)) }),
        );
    }
    assert.match((await check()).out, /^management: \S+PalisadeRunner: as written\nmanagement: \S+PalisadePreview: as written\n/);
  });

  it("makes an account's roles by the commands, and brings a role of AWS Organizations down to what it needs; once more changes nothing", async function () {
    if (!hasProgram("aws")) skip(this, "no AWS CLI here");
    // The consumer's role is as AWS Organizations makes it.
    const client = new IAMClient({ region: REGION, credentials: await credentialsOf(CONSUMER) });
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: `arn:aws:iam::${MANAGEMENT}:root` }, Action: "sts:AssumeRole" }],
    };
    await client.send(new CreateRoleCommand({ RoleName: "PalisadeDeploy", AssumeRolePolicyDocument: JSON.stringify(trust) }));
    const { Policy: made } = await client.send(
      new CreatePolicyCommand({
        PolicyName: "for-an-extension",
        PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] }),
      }),
    );
    await client.send(new AttachRolePolicyCommand({ RoleName: "PalisadeDeploy", PolicyArn: made?.Arn ?? "" }));
    assert.match(
      (await check()).out,
      /^consumer: \S+PalisadeDeploy: its policies allow too little, .*\n {2}its trust policy trusts too little, .*\n {2}its trust policy trusts more, with arn:aws:iam::123456789012:root/m,
    );
    for (const account of [OWNER, CONSUMER, OWNER]) await runScript(account);
    const { code, out } = await check();
    assert.equal(code, 0, out);
    assert.match(out, /\n6 roles as written\n$/);
  });

  it("sees a policy that somebody changed", async function () {
    if (!hasProgram("aws")) skip(this, "no AWS CLI here");
    const client = new IAMClient({ region: REGION, credentials: await credentialsOf(OWNER) });
    const document = { Version: "2012-10-17", Statement: [{ Sid: "More", Effect: "Allow", Action: "s3:*", Resource: "*" }] };
    await client.send(
      new PutRolePolicyCommand({ RoleName: "PalisadePreview", PolicyName: "PalisadePreview-1", PolicyDocument: JSON.stringify(document) }),
    );
    const { code, out } = await check();
    assert.equal(code, 1);
    assert.match(out, /^owner: \S+PalisadePreview: its policies allow too little, .*\n {2}its policies allow more, with s3:\* on \*$/m);
    assert.match(out, /\n1 of 6 roles otherwise than written; /);
  });

  it("makes the same roles by the template", async () => {
    const parameters = new URLSearchParams({
      Action: "CreateStack",
      Version: "2010-05-15",
      StackName: "palisade-roles",
      TemplateBody: bootstrapFiles(plan, choice(), catalogue).get("accounts.yaml") ?? "",
      "Capabilities.member.1": "CAPABILITY_NAMED_IAM",
    });
    const { accessKeyId, sessionToken } = await credentialsOf(OTHER);
    const response = await fetch(moto?.url ?? "", {
      method: "POST",
      body: parameters,
      headers: {
        // moto reads account, region and service from here, and verifies nothing.
        Authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261122/${REGION}/cloudformation/aws4_request, SignedHeaders=host, Signature=0`,
        "X-Amz-Security-Token": sessionToken,
      },
    });
    assert.equal(response.status, 200, await response.text());
    // moto keeps the documents of a template as Python writes them, and the check would refuse the trust policy's.
    const client = new IAMClient({ region: REGION, credentials: await credentialsOf(OTHER) });
    for (const wanted of accountRoles(plan, "PalisadeDeploy", OTHER, "PalisadePreview", catalogue)) {
      const inline = new Map<string, unknown>();
      for (const name of wanted.policies.keys()) {
        const { PolicyDocument: text = "" } = await client.send(new GetRolePolicyCommand({ RoleName: wanted.name, PolicyName: name }));
        inline.set(name, JSON.parse(decodeURIComponent(text).replaceAll("'", '"')) as unknown);
      }
      assert.deepEqual(roleDifferences(wanted, { path: wanted.path, trust: documentOf(wanted.trust), inline, attached: [] }), []);
    }
  });
});
