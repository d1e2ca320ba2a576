import assert from "node:assert/strict";
import type { Rehearsal } from "../../../rehearsal/rehearsal-result.ts";
import { linePlan, named } from "../../support/line.ts";
import { accountOf, edit, sample } from "../../support/sample.ts";
import { done, listed, planOf, rehearseLayers } from "../declared.ts";

const LAYERS = ["organization", "foundation"];

/** Ids of accounts of the sample. */
const [ORDERS, CUSTOMERS, ANALYTICS, PLATFORM, KEYSTORE, PIPELINE] = ["02", "03", "04", "05", "06", "07"].map((end) => `2000000000${end}`);
const [TICKETS, WEB_DEV] = ["200000000012", "200000000013"];

/** The accounts that a policy's statements name under a key, by the statements' Sids; statements that are not there are left out. */
function accountsIn(policy: unknown, key: string, sids: readonly string[]): readonly (readonly string[])[] {
  const { Statement: statements } = JSON.parse(String(policy)) as {
    readonly Statement: readonly {
      readonly Sid: string;
      readonly Condition: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
    }[];
  };
  return sids.flatMap((sid) => {
    const found = statements.find(({ Sid }) => Sid === sid)?.Condition["StringEquals"]?.[key];
    return found === undefined ? [] : [[found].flat()];
  });
}

describe("the foundations of the sample", () => {
  let rehearsal: Rehearsal;

  before(async () => {
    rehearsal = await rehearseLayers(planOf(), LAYERS);
  });

  it("stand in every account", () => {
    assert.deepEqual(
      rehearsal.stacks.filter(({ status }) => status !== "done").map(({ name, error }) => [name, error]),
      [],
    );
    assert.deepEqual(rehearsal.refusals, []);
    assert.deepEqual(rehearsal.unmodelled, []);
  });

  it("add an endpoint to the route tables of a network that exists, an issuer and a role for each service account", () => {
    assert.deepEqual(listed(rehearsal, "foundation.platform-prod"), [
      "EventRule break-glass-alarm-eu-west-1",
      "EventRule break-glass-alarm-us-east-1",
      "EventTarget break-glass-alarm-eu-west-1-target",
      "EventTarget break-glass-alarm-us-east-1-target",
      "OpenIdConnectProvider issuer-main",
      "Role break-glass-alarm-role",
      "Role break-glass-role",
      "Role workload-invoicer-role",
      "Role workload-notifier-role",
      "Role workload-ticket-search-role",
      "RolePolicy break-glass-alarm-permissions",
      "RolePolicy break-glass-permissions",
      "VpcEndpoint network-main-dynamodb",
    ]);
    const { inputs, id } = named(rehearsal, "foundation.platform-prod", "network-main-dynamodb");
    assert.deepEqual([inputs["vpcId"], inputs["routeTableIds"]], ["vpc-0a1b2c3d4e5f60718", ["rtb-0a1b2c3d4e5f60718"]]);
    const { outputs } = done(rehearsal, "foundation.platform-prod");
    assert.deepEqual(outputs["network:main"], { vpcId: "vpc-0a1b2c3d4e5f60718", region: "eu-west-1", dynamodbEndpointId: id });
    assert.match(String(outputs["issuer:main"]), /^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\//);
  });

  it("make an endpoint for each service that a network's workloads call, with a policy for the accounts that it leads to", () => {
    const made = rehearsal.resources
      .filter(({ type, inputs }) => type === "aws:ec2/vpcEndpoint:VpcEndpoint" && inputs["vpcEndpointType"] === "Interface")
      .map(({ stack, name, inputs }) => {
        const { Statement } = JSON.parse(String(inputs["policy"])) as { readonly Statement: readonly { readonly Sid: string }[] };
        return [`${stack} ${name}`, ...Statement.map(({ Sid }) => Sid).sort()];
      });
    const own = "AllowTakingRolesOfAccountsOfTheNetwork";
    const who = "AllowTheOrganizationToGetCallerIdentity";
    const sts = [own, "AllowTakingRolesOfOwners", who];
    assert.deepEqual(made, [
      ["foundation.analytics-prod network-main-dynamodb-streams-endpoint", "AllowAccountsOfTheNetworkToReadStreams"],
      ["foundation.checkout-prod network-main-sts-endpoint", ...sts],
      ["foundation.keystore-prod network-main-kms-endpoint", "AllowAccountsOfTheNetworkToUseKeys"],
      ["foundation.orders-prod network-main-secretsmanager-endpoint", "AllowAccountsOfTheNetworkToUseSecrets"],
      ["foundation.pipeline-prod network-main-kms-endpoint", "AllowAccessRolesOfOwnersToUseKeys", "AllowAccountsOfTheNetworkToUseKeys"],
      ["foundation.pipeline-prod network-main-sts-endpoint", ...sts],
      ["foundation.tickets-prod network-main-sts-endpoint", own, who],
    ]);
  });

  it("let pods through the STS endpoint of a network that is made for their cluster", async () => {
    const file = accountOf("platform-prod");
    const existing =
      "{ existing: vpc-0a1b2c3d4e5f60718, region: eu-west-1, cidr: 10.50.0.0/16, adds: [endpoints], routeTables: [rtb-0a1b2c3d4e5f60718] }";
    const own = await rehearseLayers(planOf(edit(sample, file, existing, "{ region: eu-west-1, cidr: 10.50.0.0/16 }")), LAYERS);
    const { inputs } = named(own, "foundation.platform-prod", "network-main-sts-endpoint");
    const sids = ["AllowPodsTakingRolesOfAccountsOfTheNetwork", "AllowPodsTakingRolesOfOwners"];
    assert.deepEqual(accountsIn(inputs["policy"], "aws:ResourceAccount", sids), [[PLATFORM], [ORDERS, CUSTOMERS, TICKETS]]);
  });

  it("lead the endpoints of a network to its own account and to owners of what its workloads are granted", () => {
    const policyOf = (account: string) => named(rehearsal, `foundation.${account}`, "network-main-dynamodb").inputs["policy"];
    const uses = ["AllowAccountsOfTheNetworkToUseTables", "AllowAccessRolesOfOwnersToUseTables"];
    const analytics = policyOf("analytics-prod");
    assert.deepEqual(accountsIn(analytics, "aws:PrincipalAccount", uses), [[ANALYTICS]]);
    assert.deepEqual(accountsIn(analytics, "aws:ResourceAccount", uses), [[ORDERS, ANALYTICS]]);
    const pipeline = policyOf("pipeline-prod");
    assert.deepEqual(accountsIn(pipeline, "aws:PrincipalAccount", uses), [[PIPELINE], [KEYSTORE]]);
    assert.deepEqual(accountsIn(pipeline, "aws:ResourceAccount", uses), [[KEYSTORE, PIPELINE], [KEYSTORE]]);
  });

  it("lead those for KMS, Secrets Manager and STS to the accounts that the network reaches besides, and not that for DynamoDB", async () => {
    const reaching = edit(sample, accountOf("pipeline-prod"), "zones: 3 }", 'zones: 3, reaches: [web-dev, "200000000099"] }');
    const own = await rehearseLayers(planOf(reaching), LAYERS);
    const policyOf = (name: string) => named(own, "foundation.pipeline-prod", `network-main-${name}`).inputs["policy"];
    const besides = [PIPELINE, WEB_DEV, "200000000099"];
    assert.deepEqual(accountsIn(policyOf("kms-endpoint"), "aws:PrincipalAccount", ["AllowAccountsOfTheNetworkToUseKeys"]), [besides]);
    assert.deepEqual(accountsIn(policyOf("sts-endpoint"), "aws:ResourceAccount", ["AllowTakingRolesOfAccountsOfTheNetwork"]), [besides]);
    assert.equal(policyOf("dynamodb"), named(rehearsal, "foundation.pipeline-prod", "network-main-dynamodb").inputs["policy"]);
  });

  it("only refer to a network and a role that exist", () => {
    const { outputs } = done(rehearsal, "foundation.shop-legacy");
    assert.deepEqual(
      listed(rehearsal, "foundation.shop-legacy").filter((line) => !line.includes("break-glass")),
      [],
    );
    assert.deepEqual(outputs["network:main"], {
      vpcId: "vpc-0f1e2d3c4b5a69788",
      region: "eu-west-1",
      dynamodbEndpointId: "vpce-0f1e2d3c4b5a69788",
    });
    const { arn, uniqueId } = outputs["role:shop"] as { readonly arn: string; readonly uniqueId: string };
    assert.equal(arn, "arn:aws:iam::200000000008:role/shop-server");
    assert.match(uniqueId, /^AROA/);
  });

  it("let a cluster that does not exist yet wait with its pods, and nothing else", async () => {
    const absent = await rehearseLayers(planOf(), LAYERS, ({ type }) => type === "aws:eks/cluster:Cluster");
    const { outputs, warnings } = done(absent, "foundation.platform-prod");
    assert.deepEqual(warnings, ["cluster main (platform) does not exist yet, so that these workloads wait: invoicer, notifier"]);
    assert.deepEqual(Object.keys(outputs).sort(), ["declaration", "network:main", "role:ticket-search"]);
    assert.ok(absent.stacks.every(({ status }) => status === "done"));
  });

  it("name a role that exists under another path than declared", async () => {
    const plan = linePlan([
      "accounts/consumer/account.yaml",
      "reporter: { runsOn: ec2, network: main }",
      "reporter: { runsOn: ec2, network: main, role: { existing: team/reporter } }",
    ]);
    const { stacks } = await rehearseLayers(plan, LAYERS, ({ inputs }) => {
      if (inputs["name"] === "reporter") Object.assign(inputs, { path: "/elsewhere/" });
      return false;
    });
    assert.match(
      stacks.find(({ name }) => name === "foundation.consumer")?.error ?? "",
      /workloads\.reporter\.role\.existing: the role of that name lies under another path, got ".*role\/team\/reporter"; it is .*role\/elsewhere\/reporter/,
    );
  });

  it("let a declared role that does not exist wait, and name it with the entry to correct", async () => {
    const plan = linePlan([
      "accounts/consumer/account.yaml",
      "reporter: { runsOn: ec2, network: main }",
      "reporter: { runsOn: ec2, network: main, role: { existing: team/reporter } }",
    ]);
    const absent = await rehearseLayers(plan, LAYERS, ({ inputs }) => inputs["name"] === "reporter");
    const { outputs, warnings } = done(absent, "foundation.consumer");
    assert.deepEqual(warnings, [
      'workloads.reporter.role.existing of consumer: the role does not exist yet, so that the workload\'s grants wait, got "reporter"; make it and deploy again, or correct it in accounts/consumer/account.yaml',
    ]);
    assert.deepEqual(Object.keys(outputs).sort(), ["declaration", "network:main"]);
  });

  it("hand on a shared network as its owner does", async () => {
    const plan = linePlan([
      "accounts/consumer/account.yaml",
      "main: { region: eu-west-1, cidr: 10.2.0.0/16, zones: 1 }",
      "main: { sharedFrom: owner/main }",
    ]);
    const shared = await rehearseLayers(plan, LAYERS);
    const { outputs } = done(shared, "foundation.owner");
    assert.deepEqual(done(shared, "foundation.consumer").outputs["network:main"], outputs["network:main"]);
    // The owner of the network makes the endpoint that another's workload needs, in its own zones.
    const { inputs } = named(shared, "foundation.owner", "network-main-dynamodb-streams-endpoint");
    assert.equal((inputs["subnetIds"] as string[]).length, 2);
    const { streamsUrl } = outputs["network:main"] as { readonly streamsUrl: string };
    assert.match(streamsUrl, /^https:\/\/vpce-.*\.streams\.dynamodb\.eu-west-1\.vpce\.amazonaws\.com$/);
    assert.ok(!listed(shared, "foundation.consumer").some((line) => line.startsWith("VpcEndpoint ")));
  });
});
