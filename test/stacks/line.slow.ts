import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { provenanceJson } from "../../rehearsal/provenance.ts";
import { resourcesJson } from "../../rehearsal/resources-json.ts";
import { awsResources, linePlan, named, rehearseLine } from "../support/line.ts";

interface Document {
  readonly Statement: readonly Record<string, unknown>[];
}

const document = (text: unknown): Document => JSON.parse(String(text)) as Document;
const statement = (text: unknown, sid: string): Record<string, unknown> | undefined =>
  document(text).Statement.find(({ Sid }) => typeof Sid === "string" && Sid.startsWith(sid));

describe("the line, rehearsed", () => {
  it("makes exactly these resources, in these accounts, under these parents", async () => {
    const rehearsal = await rehearseLine();
    assert.deepEqual(
      awsResources(rehearsal).map(({ stack, account, urn }) => `${stack} ${account} ${urn.split("::").slice(2).join("::")}`),
      [
        "consumers.consumer 300000000002 aws:iam/rolePolicy:RolePolicy::permissions-reporter",
        "consumers.consumer 300000000002 aws:ssm/parameter:Parameter::setting-owner.tables.ledger.reporter.region",
        "consumers.consumer 300000000002 aws:ssm/parameter:Parameter::setting-owner.tables.ledger.reporter.stream-arn",
        "consumers.consumer 300000000002 aws:ssm/parameter:Parameter::setting-owner.tables.ledger.reporter.streams-url",
        "consumers.consumer 300000000002 aws:ssm/parameter:Parameter::setting-owner.tables.ledger.reporter.table-arn",
        "consumers.owner 300000000001 aws:iam/rolePolicy:RolePolicy::permissions-api",
        "consumers.owner 300000000001 aws:ssm/parameter:Parameter::setting-owner.tables.ledger.api.region",
        "consumers.owner 300000000001 aws:ssm/parameter:Parameter::setting-owner.tables.ledger.api.table-arn",
        "data.owner 300000000001 palisade:data:ProtectedTable$aws:dynamodb/resourcePolicy:ResourcePolicy::table-ledger-policy",
        "data.owner 300000000001 palisade:data:ProtectedTable$aws:dynamodb/resourcePolicy:ResourcePolicy::table-ledger-stream-policy",
        "data.owner 300000000001 palisade:data:ProtectedTable$aws:dynamodb/table:Table::table-ledger-table",
        "data.owner 300000000001 palisade:data:ProtectedTable$aws:kms/alias:Alias::table-ledger-alias",
        "data.owner 300000000001 palisade:data:ProtectedTable$aws:kms/key:Key::table-ledger-key",
        "foundation.consumer 300000000002 palisade:identity:BreakGlassRole$aws:iam/role:Role::break-glass-role",
        "foundation.consumer 300000000002 palisade:identity:BreakGlassRole$aws:iam/rolePolicy:RolePolicy::break-glass-permissions",
        "foundation.consumer 300000000002 palisade:identity:WorkloadRole$aws:iam/instanceProfile:InstanceProfile::workload-reporter-profile",
        "foundation.consumer 300000000002 palisade:identity:WorkloadRole$aws:iam/role:Role::workload-reporter-role",
        "foundation.consumer 300000000002 palisade:network:PrivateNetwork$aws:ec2/vpcEndpoint:VpcEndpoint::network-main-dynamodb",
        ...network("foundation.consumer 300000000002", 1),
        ...[
          "ec2/securityGroup:SecurityGroup::%-group",
          "ec2/vpcEndpoint:VpcEndpoint::%-endpoint",
          "vpc/securityGroupIngressRule:SecurityGroupIngressRule::%-callers",
        ].map(
          (child) =>
            `foundation.consumer 300000000002 palisade:network:PrivateNetwork$palisade:network:InterfaceEndpoint$aws:${child.replace("%", "network-main-dynamodb-streams")}`,
        ),
        "foundation.owner 300000000001 palisade:identity:BreakGlassRole$aws:iam/role:Role::break-glass-role",
        "foundation.owner 300000000001 palisade:identity:BreakGlassRole$aws:iam/rolePolicy:RolePolicy::break-glass-permissions",
        "foundation.owner 300000000001 palisade:identity:WorkloadRole$aws:iam/role:Role::workload-api-role",
        "foundation.owner 300000000001 palisade:identity:WorkloadRole$aws:iam/rolePolicyAttachment:RolePolicyAttachment::workload-api-AWSLambdaVPCAccessExecutionRole",
        "foundation.owner 300000000001 palisade:network:PrivateNetwork$aws:ec2/vpcEndpoint:VpcEndpoint::network-main-dynamodb",
        ...network("foundation.owner 300000000001", 2),
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::blueprint-policy",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::data-policy",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::issuers-policy",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::outside-policy",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::protection-policy",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::takers-policy",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::blueprint-unit.workloads",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::data-unit.workloads",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::outside-unit.workloads",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::protection-unit.workloads",
        "guardrails 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::takers-unit.workloads",
        "organization 100000000001 aws:organizations/organizationalUnit:OrganizationalUnit::unit-workloads",
        "perimeter.consumer 100000000001 aws:organizations/policyAttachment:PolicyAttachment::shared-issuers",
        "perimeter.consumer 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::compute-policy",
        "perimeter.consumer 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::network-policy",
        "perimeter.consumer 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::compute-account",
        "perimeter.consumer 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::network-account",
        "perimeter.owner 100000000001 aws:organizations/policyAttachment:PolicyAttachment::shared-issuers",
        "perimeter.owner 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::compute-policy",
        "perimeter.owner 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::data-policy",
        "perimeter.owner 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policy:Policy::network-policy",
        "perimeter.owner 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::compute-account",
        "perimeter.owner 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::data-account",
        "perimeter.owner 100000000001 palisade:guardrails:AttachedPolicy$aws:organizations/policyAttachment:PolicyAttachment::network-account",
      ],
    );
  });

  it("carries each grant in exactly these statements of these documents", async () => {
    const { provenance } = await rehearseLine();
    assert.deepEqual(
      provenance
        .map(
          ({ item, urn, statement: sid, file, line }) =>
            `${urn.split("::").at(-1) ?? ""}: ${sid.slice(0, -4)}: ${item} (${file}:${line.toString()})`,
        )
        .sort(),
      [
        "permissions-api: UseLedgerOfOwner: owner/tables/ledger/usedBy/api (accounts/owner/data.yaml:9)",
        "permissions-api: UseLedgerOfOwnerKey: owner/tables/ledger/usedBy/api (accounts/owner/data.yaml:9)",
        "permissions-reporter: UseLedgerOfOwner: owner/tables/ledger/sharedWith/consumer/reporter (accounts/owner/data.yaml:11)",
        "permissions-reporter: UseLedgerOfOwnerIndexes: owner/tables/ledger/sharedWith/consumer/reporter (accounts/owner/data.yaml:11)",
        "permissions-reporter: UseLedgerOfOwnerKey: owner/tables/ledger/sharedWith/consumer/reporter (accounts/owner/data.yaml:11)",
        "permissions-reporter: UseLedgerOfOwnerStream: owner/tables/ledger/sharedWith/consumer/reporter (accounts/owner/data.yaml:11)",
        "table-ledger-key: AllowApiOfOwnerThroughDynamodb: owner/tables/ledger/usedBy/api (accounts/owner/data.yaml:9)",
        "table-ledger-key: AllowReporterOfConsumerThroughDynamodb: owner/tables/ledger/sharedWith/consumer/reporter (accounts/owner/data.yaml:11)",
        "table-ledger-policy: AllowReporterOfConsumer: owner/tables/ledger/sharedWith/consumer/reporter (accounts/owner/data.yaml:11)",
        "table-ledger-policy: AllowReporterOfConsumerOnIndexes: owner/tables/ledger/sharedWith/consumer/reporter (accounts/owner/data.yaml:11)",
        "table-ledger-stream-policy: AllowReporterOfConsumer: owner/tables/ledger/sharedWith/consumer/reporter (accounts/owner/data.yaml:11)",
      ],
    );
  });

  it("names the consumer's exact role at the table, from its VPC alone, and the same actions in its own role", async () => {
    const rehearsal = await rehearseLine();
    const role = named(rehearsal, "foundation.consumer", "workload-reporter-role").outputs["arn"];
    const { vpcId } = named(rehearsal, "foundation.consumer", "network-main-dynamodb").inputs;
    const table = named(rehearsal, "data.owner", "table-ledger-table").outputs["arn"];
    const atTable = statement(named(rehearsal, "data.owner", "table-ledger-policy").inputs["policy"], "AllowReporterOfConsumer");
    assert.deepEqual(
      { ...atTable, Sid: "" },
      {
        Sid: "",
        Effect: "Allow",
        Principal: { AWS: role },
        Action: ["dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:Query"],
        Resource: table,
        Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1", "aws:SourceVpc": vpcId } },
      },
    );
    const inRole = statement(named(rehearsal, "consumers.consumer", "permissions-reporter").inputs["policy"], "UseLedgerOfOwner");
    assert.deepEqual(
      { Action: inRole?.["Action"], Resource: inRole?.["Resource"] },
      { Action: atTable?.["Action"], Resource: atTable?.["Resource"] },
    );
  });

  it("protects the table, its key and their policies, and keeps recovery and encryption on", async () => {
    const rehearsal = await rehearseLine();
    const { inputs } = named(rehearsal, "data.owner", "table-ledger-table");
    assert.equal(inputs["deletionProtectionEnabled"], true);
    assert.deepEqual(inputs["pointInTimeRecovery"], { enabled: true, recoveryPeriodInDays: 35 });
    assert.deepEqual(inputs["serverSideEncryption"], {
      enabled: true,
      kmsKeyArn: named(rehearsal, "data.owner", "table-ledger-key").outputs["arn"],
    });
    assert.equal(named(rehearsal, "data.owner", "table-ledger-key").inputs["enableKeyRotation"], true);
  });

  it("closes table data and streams to every other VPC and region, and lets only the organization through the endpoint", async () => {
    const rehearsal = await rehearseLine();
    const vpcId = named(rehearsal, "foundation.owner", "network-main-dynamodb").inputs["vpcId"];
    const network = named(rehearsal, "perimeter.owner", "network-policy").inputs["content"];
    const deployRole = "arn:aws:iam::300000000001:role/PalisadeDeploy";
    const exceptDeployRole = { "aws:PrincipalArn": deployRole };
    const restoreRole = "arn:aws:iam::300000000001:role/recovery/restore";
    const exceptBreakGlass = {
      "aws:PrincipalArn": [deployRole, "arn:aws:iam::300000000001:role/palisade/break-glass/BreakGlass", restoreRole],
    };
    assert.deepEqual(
      document(network).Statement.map(({ Sid, Effect, Condition }) => ({ Sid, Effect, Condition })),
      [
        {
          Sid: "DenyStreamReadsInOtherRegions",
          Effect: "Deny",
          Condition: { ArnNotLikeIfExists: exceptDeployRole, StringNotEqualsIfExists: { "aws:RequestedRegion": "eu-west-1" } },
        },
        {
          Sid: "DenyStreamReadsOutsideTheNetworksOfEuWest1",
          Effect: "Deny",
          Condition: {
            ArnNotLikeIfExists: exceptDeployRole,
            StringEquals: { "aws:RequestedRegion": "eu-west-1" },
            StringNotEqualsIfExists: { "aws:SourceVpc": vpcId },
          },
        },
        {
          Sid: "DenyTableDataInOtherRegions",
          Effect: "Deny",
          Condition: { ArnNotLikeIfExists: exceptBreakGlass, StringNotEqualsIfExists: { "aws:RequestedRegion": "eu-west-1" } },
        },
        {
          Sid: "DenyTableDataOutsideTheNetworksOfEuWest1",
          Effect: "Deny",
          Condition: {
            ArnNotLikeIfExists: exceptBreakGlass,
            StringEquals: { "aws:RequestedRegion": "eu-west-1" },
            StringNotEqualsIfExists: { "aws:SourceVpc": vpcId },
          },
        },
      ],
    );
    const endpoint = document(named(rehearsal, "foundation.owner", "network-main-dynamodb").inputs["policy"]);
    assert.ok(endpoint.Statement.every(({ Condition }) => JSON.stringify(Condition).includes("o-lineexample")));
  });

  it("writes the same bytes over runs, under any concurrency and delay", async () => {
    const once = async (concurrency: number, seed: number) => {
      let state = seed;
      // A small generator of numbers, so that a failure can be repeated.
      const next = () => (state = (state * 1103515245 + 12345) % 2 ** 31);
      const delay = () => new Promise<void>((resolve) => (next() % 3 === 0 ? setImmediate(resolve) : process.nextTick(resolve)));
      const rehearsal = await rehearseLine({ concurrency, delay });
      return [...resourcesJson(rehearsal)].join("") + provenanceJson(rehearsal.provenance);
    };
    const first = await once(1, 1);
    for (const [concurrency, seed] of [
      [1, 7],
      [2, 11],
      [8, 13],
      [50, 17],
    ] as const) {
      assert.equal(await once(concurrency, seed), first);
    }
  });

  it("writes the same bytes in another working directory and time zone", () => {
    const root = path.resolve(import.meta.dirname, "../..");
    const program = `
      import { readFiles } from ${JSON.stringify(path.join(root, "bench/multiply-declaration.ts"))};
      import { load } from ${JSON.stringify(path.join(root, "model/checks/load.ts"))};
      import { plan } from ${JSON.stringify(path.join(root, "model/plan/plan-declaration.ts"))};
      import { rehearsePlan } from ${JSON.stringify(path.join(root, "rehearsal/rehearse-plan.ts"))};
      import { resourcesJson } from ${JSON.stringify(path.join(root, "rehearsal/resources-json.ts"))};
      const { declaration } = load(readFiles(${JSON.stringify(path.join(root, "examples/line"))}), { now: new Date("2026-11-22T00:00:00Z") });
      process.stdout.write([...resourcesJson(await rehearsePlan(plan(declaration)))].join(""));`;
    const run = (cwd: string, zone: string) => {
      const { stdout, stderr, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
        cwd,
        env: { ...process.env, TZ: zone },
        encoding: "utf8",
        maxBuffer: 2 ** 26,
      });
      assert.equal(status, 0, stderr);
      return stdout;
    };
    assert.equal(run(tmpdir(), "Pacific/Kiritimati"), run(root, "America/St_Johns"));
  });
});

/** Children of the Vpc component: the real one's. */
function network(place: string, zones: number): string[] {
  const vpc = `${place} palisade:network:PrivateNetwork$awsx:ec2:Vpc$aws:ec2/vpc:Vpc`;
  const zone = (chain: string) =>
    Array.from({ length: zones }, (_, index) => `${vpc}$${chain}::network-main-vpc-isolated-${(index + 1).toString()}`);
  return [
    `${vpc}$aws:ec2/internetGateway:InternetGateway::network-main-vpc`,
    ...zone("aws:ec2/subnet:Subnet$aws:ec2/routeTable:RouteTable$aws:ec2/routeTableAssociation:RouteTableAssociation"),
    ...zone("aws:ec2/subnet:Subnet$aws:ec2/routeTable:RouteTable"),
    ...zone("aws:ec2/subnet:Subnet"),
    `${vpc}::network-main-vpc`,
  ];
}

describe("a change of the line", () => {
  it("empties the consumer's side when its last grant is removed", async () => {
    const share = "      consumer/reporter: { can: [read, stream], on: [table, byDay], purpose: etl, because: daily balance }\n";
    const rehearsal = await rehearseLine({}, ["accounts/owner/data.yaml", `    sharedWith:\n${share}`, ""]);
    assert.deepEqual(
      awsResources(rehearsal).filter(({ stack }) => stack === "consumers.consumer"),
      [],
    );
    assert.deepEqual(
      awsResources(rehearsal)
        .filter(({ stack }) => stack === "data.owner")
        .map(({ name }) => name),
      ["table-ledger-table", "table-ledger-alias", "table-ledger-key"],
    );
  });

  it("writes the end of a grant into every permission, so that older sessions end too", async () => {
    const rehearsal = await rehearseLine({}, [
      "accounts/owner/data.yaml",
      "because: daily balance }",
      "because: daily balance, until: 2027-03-31 }",
    ]);
    const ends = { DateLessThan: { "aws:CurrentTime": "2027-04-01T00:00:00Z" } };
    const policies = [
      named(rehearsal, "data.owner", "table-ledger-policy").inputs["policy"],
      named(rehearsal, "data.owner", "table-ledger-stream-policy").inputs["policy"],
      named(rehearsal, "consumers.consumer", "permissions-reporter").inputs["policy"],
    ];
    for (const policy of policies) {
      for (const { Condition } of document(policy).Statement) assert.deepEqual((Condition as typeof ends).DateLessThan, ends.DateLessThan);
    }
    assert.equal(
      statement(named(rehearsal, "data.owner", "table-ledger-key").inputs["policy"], "AllowReporter")?.["Condition"] !== undefined,
      true,
    );
  });

  it("deploys nothing of a grant that is over, and names it nowhere", async () => {
    const rehearsal = await rehearseLine({}, [
      "accounts/owner/data.yaml",
      "because: daily balance }",
      "because: daily balance, until: 2026-11-21 }",
    ]);
    assert.ok(rehearsal.stacks.every(({ status }) => status === "done"));
    assert.ok(
      ![...resourcesJson({ resources: rehearsal.resources.filter(({ stack }) => stack === "data.owner") })].join("").includes("Reporter"),
    );
  });

  it("attaches in an account that only observes what keeps its compute alone, and hands the compiled document on", async () => {
    const { resources, stacks } = await rehearseLine({}, [
      "accounts/owner/account.yaml",
      "organizationalUnit: workloads",
      "organizationalUnit: workloads\nperimeter: observe\nbecause: not yet",
    ]);
    assert.deepEqual(
      awsResources({ resources }).flatMap(({ stack, name }) => (stack === "perimeter.owner" ? [name] : [])),
      ["compute-policy", "compute-account"],
    );
    const observed = stacks.find(({ name }) => name === "perimeter.owner")?.outputs["observed:network"];
    assert.ok(statement(observed, "DenyTableDataOutsideTheNetworksOfEuWest1") !== undefined);
  });

  it("keeps a subnet's range when a zone is added", async () => {
    const ranges = async (zones: number) => {
      const rehearsal = await rehearseLine({}, ["accounts/owner/account.yaml", "zones: 2", `zones: ${zones.toString()}`]);
      return awsResources(rehearsal)
        .filter(({ stack, type }) => stack === "foundation.owner" && type === "aws:ec2/subnet:Subnet")
        .map(({ inputs }) => inputs["cidrBlock"]);
    };
    assert.deepEqual(await ranges(2), ["10.1.0.0/18", "10.1.64.0/18"]);
    assert.deepEqual(await ranges(3), ["10.1.0.0/18", "10.1.64.0/18", "10.1.128.0/18"]);
  });

  it("knows every planned stack", () => {
    assert.equal(linePlan().stacks.length, 10);
  });
});
