import type { Random } from "./random.ts";
import { namesIn, type ReferenceStatement } from "./reference-statement.ts";
import { serviceCalled, type WorldRequest } from "./reference-world.ts";
import { type WorldPools } from "./world-pools.ts";

const MULTIVALUED = /^(?:aws:(?:TagKeys|CalledVia|\w+OrgPaths)|dynamodb:LeadingKeys|sts:TransitiveTagKeys)$/i;
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  table: [
    ...["GetItem", "BatchGetItem", "Query", "Scan", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "ConditionCheckItem"],
    ...["PartiQLSelect", "PartiQLInsert", "DescribeTable", "UpdateTable", "DeleteTable", "UpdateTimeToLive", "GetResourcePolicy"],
    ...["PutResourcePolicy", "DeleteResourcePolicy", "CreateBackup", "ExportTableToPointInTime", "RestoreTableToPointInTime"],
    ...[
      "EnableKinesisStreamingDestination",
      "CreateTableReplica",
      "AssociateTableReplica",
      "ReadDataForReplication",
      "WriteDataForReplication",
    ],
    ...["ReplicateSettings", "TagResource", "ListTagsOfResource", "UpdateContributorInsights", "StartAwsBackupJob"],
  ].map((name) => `dynamodb:${name}`),
  index: ["dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect"],
  stream: ["dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:PutResourcePolicy"],
  key: [
    ...[
      "Decrypt",
      "Encrypt",
      "GenerateDataKey",
      "ReEncryptFrom",
      "DescribeKey",
      "CreateGrant",
      "RetireGrant",
      "RevokeGrant",
      "PutKeyPolicy",
    ],
    ...["ScheduleKeyDeletion", "DisableKey", "GetKeyPolicy", "TagResource", "ListGrants", "DeleteImportedKeyMaterial", "Sign"],
  ].map((name) => `kms:${name}`),
  alias: ["Decrypt", "GenerateDataKey", "DescribeKey", "CreateAlias", "UpdateAlias", "DeleteAlias"].map((name) => `kms:${name}`),
  secret: ["GetSecretValue", "PutSecretValue", "DescribeSecret", "PutResourcePolicy", "DeleteResourcePolicy", "DeleteSecret"].map(
    (name) => `secretsmanager:${name}`,
  ),
  "vpc-endpoint": ["ec2:DeleteVpcEndpoints", "ec2:ModifyVpcEndpoint", "ec2:CreateTags", "ec2:DeleteTags"],
  "oidc-provider": ["iam:DeleteOpenIDConnectProvider", "iam:UpdateOpenIDConnectProviderThumbprint", "iam:CreateOpenIDConnectProvider"],
  role: [
    ...["sts:AssumeRole", "sts:AssumeRole", "sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
    ...[
      "iam:PassRole",
      "iam:PutRolePolicy",
      "iam:UpdateAssumeRolePolicy",
      "iam:DeleteRole",
      "iam:TagRole",
      "iam:CreateRole",
      "iam:GetRole",
    ],
  ],
};
const WITHOUT_RESOURCE = [
  "dynamodb:ListTables",
  "dynamodb:DescribeLimits",
  "dynamodb:DescribeEndpoints",
  "kms:CreateKey",
  "organizations:LeaveOrganization",
];

/** Draws a request: half of them begin with an Allow of some document, so that many come near to being allowed. */
export function randomWorldRequest(random: Random, pools: WorldPools): WorldRequest {
  const base = random.chance(0.6) ? nearAllow(random, pools) : fromNothing(random, pools);
  const context: Record<string, string | readonly string[]> = { ...base.context };
  const others = [...pools.literals.keys()].filter((key) => !(key in context) && key !== "aws:PrincipalArn" && random.chance(0.06));
  for (const key of others) context[key] = randomValue(random, pools, key);
  if (random.chance(0.15)) context["aws:ViaAWSService"] = random.pick(["true", "false"]);
  if (random.chance(0.08))
    context["aws:CalledVia"] = random.some(["athena.amazonaws.com", "dynamodb.amazonaws.com", "lambda.amazonaws.com"], 1, 2);
  if (random.chance(0.1)) context["lambda:SourceFunctionArn"] = "arn:aws:lambda:eu-west-1:200000000002:function:projector";
  if (random.chance(0.1))
    context["aws:CurrentTime"] = random.pick([
      "2026-11-23T00:00:00Z",
      "2027-01-31T23:59:59Z",
      "2027-02-01T00:00:00Z",
      "2027-04-01T00:00:00Z",
    ]);
  const moved = random.chance(0.15) ? { principal: random.pick(pools.principals) } : {};
  const request = withoutFaults({ ...base, ...moved, context });
  return random.chance(0.75) ? { ...request, from: randomOrigin(random, pools, request) } : request;
}

/** A network or an address. Of a network that exists, only the endpoints that stacks made are known, and not its range. */
function randomOrigin(random: Random, { networks }: WorldPools, { action, resource }: WorldRequest): string {
  const reaching = [...networks].filter(([, { cidr, region, endpoints }]) => {
    const called = resource.split(":")[3] ?? "";
    return cidr !== undefined || ((called === "" || called === region) && endpoints.has(serviceCalled(action)));
  });
  return random.pick([...reaching.map(([name]) => name), "internet", "203.0.113.7", "198.51.100.7"]);
}

/** A token is brought to AssumeRoleWithWebIdentity alone, and that call takes nothing else; a service says its name. */
function withoutFaults(request: WorldRequest): WorldRequest {
  const isToken = /:oidc-provider\//.test(request.principal);
  const isTokenCall = request.action === "sts:AssumeRoleWithWebIdentity";
  const action = isToken && !isTokenCall ? "sts:AssumeRoleWithWebIdentity" : request.action;
  const isService = request.principal.endsWith(".amazonaws.com");
  const context = isService ? { ...request.context, "aws:PrincipalServiceName": request.principal } : request.context;
  return { ...request, action: !isToken && isTokenCall ? "sts:AssumeRole" : action, context };
}

function fromNothing(random: Random, pools: WorldPools): WorldRequest {
  const principal = random.pick(pools.principals);
  if (random.chance(0.05)) return { principal, action: random.pick(WITHOUT_RESOURCE), resource: "*", context: {} };
  const kinds = [...pools.resources].filter(([, made]) => made.length > 0);
  const [kind, made] = random.pick(kinds);
  const isToken = kind === "role" && pools.issuers.length > 0 && random.chance(0.2);
  const resource = random.pick(made);
  return { principal: isToken ? random.pick(pools.issuers) : principal, action: random.pick(ACTIONS[kind] ?? []), resource, context: {} };
}

function nearAllow(random: Random, pools: WorldPools): WorldRequest {
  const { statement, role, resource } = random.pick(pools.allows);
  const { action, kind } = actionOf(random, statement, resource);
  const made = pools.resources.get(kind) ?? [];
  if (resource === undefined && made.length === 0) return fromNothing(random, pools);
  const named = namesIn(statement.Resource).filter((pattern) => made.includes(pattern));
  const target = resource ?? (named.length > 0 ? random.pick(named) : random.pick(made));
  const context: Record<string, string | readonly string[]> = {};
  for (const [operator, keys] of Object.entries(statement.Condition ?? {})) {
    for (const [key, values] of Object.entries(keys)) {
      if (/Date|Null|IfExists/.test(operator) || key === "aws:PrincipalArn" || random.chance(0.1)) continue;
      const value = String(random.pick([values].flat())).replaceAll("*", "x");
      context[key] = MULTIVALUED.test(key) ? [value] : value.replace(/\/\d+$/, "");
    }
  }
  return { principal: role ?? principalOf(random, pools, statement), action, resource: target, context };
}

function actionOf(random: Random, statement: ReferenceStatement, resource: string | undefined): { action: string; kind: string } {
  const wanted = random.pick(namesIn(statement.Action));
  const kinds = Object.keys(ACTIONS).filter((kind) => resource === undefined || kind === kindOf(resource));
  const matching = kinds.flatMap((kind) =>
    (ACTIONS[kind] ?? [])
      .filter((action) => action === wanted || (wanted.endsWith("*") && action.startsWith(wanted.slice(0, -1))))
      .map((action) => ({ action, kind })),
  );
  if (matching.length > 0) return random.pick(matching);
  if (wanted === "sts:AssumeRoleWithWebIdentity") return { action: wanted, kind: "role" };
  const kind = random.pick(kinds);
  return { action: random.pick(ACTIONS[kind] ?? []), kind };
}

const kindOf = (resource: string) =>
  /\/index\//.test(resource)
    ? "index"
    : /\/stream\//.test(resource)
      ? "stream"
      : (/:(table|key|secret|role)[/:]/.exec(resource)?.[1] ?? "table");

function principalOf(random: Random, pools: WorldPools, { Principal }: ReferenceStatement): string {
  const names = typeof Principal === "object" ? Object.values(Principal).flatMap(namesIn) : [];
  const known = names.filter((name) => name !== "*" && !name.endsWith(":root"));
  return known.length > 0 && random.chance(0.85) ? random.pick(known) : random.pick(pools.principals);
}

function randomValue(random: Random, { literals }: WorldPools, key: string): string | readonly string[] {
  const known = (literals.get(key) ?? []).filter((value) => !value.includes("${"));
  const values = [
    ...known.map((value) => value.replaceAll("*", "x").replace(/\/\d+$/, "")),
    ...(key.includes("SourceIp") ? ["203.0.113.200"] : ["other"]),
  ];
  return MULTIVALUED.test(key) ? random.some(values, 0, 2) : random.pick(values);
}
