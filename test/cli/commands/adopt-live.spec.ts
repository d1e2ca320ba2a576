import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateVpcCommand, CreateVpcEndpointCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateGrantCommand, CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  EnablePolicyTypeCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { UnreadableAnswer } from "../../../adoption/aws-source.ts";
import { AnswerStore } from "../../../adoption/live/answer-store.ts";
import { reachesAction } from "../../../proof/engine/action-matcher.ts";
import { managedByAws } from "../../../proof/world/aws-managed-policies.ts";
import { command } from "../../support/command.ts";
import { hasPythonModule } from "../../support/executables.ts";
import { temporaryFolder } from "../../support/folder.ts";
import { callMoto, type Moto } from "../../support/moto.ts";
import { skip } from "../../support/skip.ts";

const REGION = "eu-west-1";
const OTHER_REGION = "eu-central-1";
/** What is asked in accounts. */
const ASKED = [
  "iam:GetAccountAuthorizationDetails",
  ...["ec2:DescribeVpcs", "ec2:DescribeVpcEndpoints"],
  ...["dynamodb:ListTables", "dynamodb:DescribeTable", "dynamodb:GetResourcePolicy"],
  ...["kms:ListKeys", "kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListGrants"],
  ...["secretsmanager:ListSecrets", "secretsmanager:GetResourcePolicy"],
  ...["eks:ListClusters", "eks:DescribeCluster"],
];
const folder = temporaryFolder();

describe("adopt asks AWS, here moto's server", function () {
  this.timeout(300_000);
  let moto: Moto | undefined;
  let account = "";

  before(async function () {
    if (!hasPythonModule("moto")) skip(this, "no moto here");
    moto = await callMoto(REGION);
    account = await makeOrganization();
    await fill(account);
  });
  after(() => {
    moto?.stop();
  });

  /** An organization with a unit, an SCP on it, and an account there; resolves to the account's id. */
  async function makeOrganization(): Promise<string> {
    const client = new OrganizationsClient({ region: REGION });
    await client.send(new CreateOrganizationCommand({ FeatureSet: "ALL" }));
    const { Roots: [root] = [] } = await client.send(new ListRootsCommand());
    const RootId = root?.Id ?? "";
    await client.send(new EnablePolicyTypeCommand({ RootId, PolicyType: "SERVICE_CONTROL_POLICY" }));
    const { OrganizationalUnit: unit } = await client.send(new CreateOrganizationalUnitCommand({ ParentId: RootId, Name: "workloads" }));
    const Content = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Action: "account:CloseAccount", Resource: "*" }],
    });
    const { Policy: policy } = await client.send(
      new CreatePolicyCommand({ Name: "closing", Description: "", Type: "SERVICE_CONTROL_POLICY", Content }),
    );
    await client.send(new AttachPolicyCommand({ PolicyId: policy?.PolicySummary?.Id ?? "", TargetId: unit?.Id ?? "" }));
    const { CreateAccountStatus: made } = await client.send(
      new CreateAccountCommand({ AccountName: "Shop Prod", Email: "aws+shop@quay.example" }),
    );
    const AccountId = made?.AccountId ?? "";
    await client.send(new MoveAccountCommand({ AccountId, SourceParentId: RootId, DestinationParentId: unit?.Id ?? "" }));
    return AccountId;
  }

  /** What the account has: a VPC, a table under a key with a grant, a secret, and a role of Lambda's; a table in another region. */
  async function fill(id: string): Promise<void> {
    const sts = new STSClient({ region: REGION });
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${id}:role/OrganizationAccountAccessRole`, RoleSessionName: "test" }),
    );
    const credentials = {
      accessKeyId: given?.AccessKeyId ?? "",
      secretAccessKey: given?.SecretAccessKey ?? "",
      sessionToken: given?.SessionToken ?? "",
    };
    const at = { region: REGION, credentials };
    const ec2 = new EC2Client(at);
    const { Vpc: vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.50.0.0/16" }));
    await ec2.send(new CreateVpcEndpointCommand({ VpcId: vpc?.VpcId ?? "", ServiceName: `com.amazonaws.${REGION}.dynamodb` }));
    const kms = new KMSClient(at);
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({}));
    const table = (region: string, name: string, more: object) =>
      new DynamoDBClient({ region, credentials }).send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: "PAY_PER_REQUEST",
          KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
          ...more,
        }),
      );
    await table(REGION, "baskets", { SSESpecification: { Enabled: true, SSEType: "KMS", KMSMasterKeyId: key?.Arn ?? "" } });
    await table(OTHER_REGION, "archive", {});
    await new SecretsManagerClient(at).send(new CreateSecretCommand({ Name: "shop/token", SecretString: "x" }));
    const iam = new IAMClient(at);
    const service = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    const trust = JSON.stringify({ Version: "2012-10-17", Statement: [service] });
    const { Role: role } = await iam.send(new CreateRoleCommand({ RoleName: "checkout", Path: "/team/", AssumeRolePolicyDocument: trust }));
    const reading = { Effect: "Allow", Action: "dynamodb:GetItem", Resource: "*" };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [reading] });
    await iam.send(new PutRolePolicyCommand({ RoleName: "checkout", PolicyName: "data", PolicyDocument }));
    await kms.send(new CreateGrantCommand({ KeyId: key?.KeyId ?? "", GranteePrincipal: role?.Arn ?? "", Operations: ["Decrypt"] }));
  }

  const adopt = (to: string, ...rest: readonly string[]) => command("adopt", "--declaration", folder(to), "--home-region", REGION, ...rest);
  const textOf = (to: string, file: string): string => readFileSync(folder(`${to}/${file}`), "utf8");

  it("writes and rehearses what the organization and its accounts have", async () => {
    const { code, out, err } = await adopt("live");
    assert.match(out, /\d+ referenced, 0 created, 0 changed/);
    assert.equal(code, 0, out + err);
    assert.match(err, new RegExp(`^${account} read, 1 of 1 account$`, "m"));
    assert.match(textOf("live", "organization.yaml"), /workloads:\n +existing: ou-/);
    const declared = textOf("live", "accounts/shop-prod/account.yaml");
    assert.match(declared, /existing: vpc-/);
    assert.match(declared, /checkout:\n +runsOn: lambda\n +network: main\n +role:\n +existing: team\/checkout/);
    const data = textOf("live", "accounts/shop-prod/data.yaml");
    assert.match(data, /baskets:/);
    assert.match(data, /existing: "?arn:aws:secretsmanager:eu-west-1:\d+:secret:shop\/token-/);
    assert.doesNotMatch(data, /archive/);
    const inventory = textOf("live", "inventory.yaml");
    assert.match(inventory, /account:CloseAccount/);
    assert.match(inventory, /operations:\n +- Decrypt/);
  });

  it("reads the regions that are named, and changes nothing the second time", async () => {
    const args = ["--region", REGION, OTHER_REGION];
    assert.equal((await adopt("regions", ...args)).code, 0);
    const data = textOf("regions", "accounts/shop-prod/data.yaml");
    assert.match(data, /archive:\n(?: {4,}.*\n)* +region: eu-central-1/);
    const { out } = await adopt("regions", ...args);
    assert.equal(textOf("regions", "accounts/shop-prod/data.yaml"), data);
    assert.match(out, /0 created, 0 changed/);
  });

  it("says where AWS cannot be asked at all", async () => {
    const { AWS_ENDPOINT_URL: url } = process.env;
    process.env["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9";
    try {
      const { code, err } = await adopt("nobody");
      assert.equal(code, 2);
      assert.match(err, /AWS cannot be asked, got .*; give the shell credentials that AWS knows, or read files with --from/);
    } finally {
      process.env["AWS_ENDPOINT_URL"] = url;
    }
  });

  for (const [option, value] of [
    ["--region", "eu-nowhere-1"],
    ["--region", "eu-west-1,eu-central-1"],
    ["--role", "role/Reader"],
    ["--role", "arn:aws:iam::300000000001:role/Reader"],
    ["--role", "/audit//Reader"],
  ] as const)
    it(`refuses ${option} ${value} before AWS is asked`, async () => {
      const { code, err } = await adopt("misnamed", option, value);
      assert.equal(code, 2);
      const named = option === "--role" ? "the name of a role in each account, with its path if it has one" : "an AWS region";
      assert.ok(err.includes(`${option}: must be ${named}, got ${JSON.stringify(value)}; write `), err);
    });

  it("refuses options of two ways at once", async () => {
    const { code, err } = await adopt("both", "--from", folder("nothing"), "--role", "Reader");
    assert.equal(code, 2);
    assert.match(err, /--role and --region: are for reading AWS, got --from as well; leave one of them out/);
  });
});

describe("answers of AWS as they come in", () => {
  it("are kept by their names, or with the reason why there are none", async () => {
    const store = new AnswerStore();
    await store.ask("organization/roots", () => Promise.resolve({ Roots: [{ Id: "r-quay" }] }));
    const denied = Object.assign(new Error("User: someone is not authorized\nto perform it"), { name: "AccessDeniedException" });
    const refused: object | undefined = await store.ask("accounts/1/roles", () => Promise.reject<object>(denied));
    assert.equal(refused, undefined);
    assert.deepEqual(store.answer("organization/roots"), { Roots: [{ Id: "r-quay" }] });
    assert.equal(store.answer("organization/units"), undefined);
    assert.throws(() => store.answer("accounts/1/roles"), new UnreadableAnswer("AccessDeniedException: User: someone is not authorized"));
    assert.deepEqual(store.names("accounts/1"), ["roles"]);
    assert.deepEqual(store.names(""), ["accounts", "organization"]);
  });
});

describe("the role that adopt reads accounts with", () => {
  it("may ask everything by AWS's managed policy SecurityAudit", () => {
    const { policy } = managedByAws("arn:aws:iam::aws:policy/SecurityAudit") ?? {};
    const allowed = (policy?.allows ?? []).filter(({ conditions }) => conditions.length === 0);
    const missing = ASKED.filter((action) => !allowed.some(({ actions }) => reachesAction(actions, action.toLowerCase())));
    assert.deepEqual(missing, []);
  });
});
