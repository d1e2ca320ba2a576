import assert from "node:assert/strict";
import { ProtectedTable, tableArgs } from "../../components/data/protected-table.ts";
import { AttachedPolicy } from "../../components/guardrails/attached-policy.ts";
import { WorkloadRole } from "../../components/identity/workload-role.ts";
import { PrivateNetwork } from "../../components/network/private-network.ts";
import { subnetRanges } from "../../components/network/subnet-ranges.ts";
import { ExistingAccounts } from "../../components/organization/existing-accounts.ts";
import { PARTITIONS } from "../../iam/arn.ts";
import type { PlannedTable } from "../../model/plan/planned-table.ts";
import { ACCOUNT, listed, MANAGEMENT, REGIONS, registered } from "../support/component.ts";

const ALLOW_ALL_TO_THE_ORGANIZATION = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: "*",
      Action: "dynamodb:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalOrgID": "o-componenttest" } },
    },
  ],
});

const ALLOW_STS_TO_THE_ORGANIZATION = ALLOW_ALL_TO_THE_ORGANIZATION.replace("dynamodb:*", "sts:AssumeRole");

const TABLE: Parameters<typeof tableArgs>[0] = {
  physicalName: "orders",
  region: "eu-west-1",
  key: { partition: { name: "customerId", type: "string" }, sort: { name: "orderId", type: "string" } },
  indexes: [],
  timeToLive: undefined,
  stream: "new-and-old-images",
  capacity: "on-demand",
  class: "standard",
  deletion: "protected",
  pointInTimeRecoveryDays: 35,
};

for (const partition of PARTITIONS) {
  const region = REGIONS[partition];

  describe(`components in ${partition}`, () => {
    it("a private network has an endpoint for DynamoDB on every subnet's routes, and no way out", async () => {
      const { children } = await registered(partition, (options) => {
        const availabilityZones = [`${region}a`, `${region}b`];
        new PrivateNetwork(
          "net",
          { region, cidr: "10.20.0.0/16", availabilityZones, dynamodbEndpointPolicy: ALLOW_ALL_TO_THE_ORGANIZATION },
          options,
        );
        return undefined;
      });
      assert.deepEqual(listed(children), [
        "aws:ec2/internetGateway:InternetGateway net-vpc",
        "aws:ec2/routeTable:RouteTable net-vpc-isolated-1",
        "aws:ec2/routeTable:RouteTable net-vpc-isolated-2",
        "aws:ec2/routeTableAssociation:RouteTableAssociation net-vpc-isolated-1",
        "aws:ec2/routeTableAssociation:RouteTableAssociation net-vpc-isolated-2",
        "aws:ec2/subnet:Subnet net-vpc-isolated-1",
        "aws:ec2/subnet:Subnet net-vpc-isolated-2",
        "aws:ec2/vpc:Vpc net-vpc",
        "aws:ec2/vpcEndpoint:VpcEndpoint net-dynamodb",
        "awsx:ec2:Vpc net-vpc",
        "palisade:network:PrivateNetwork net",
      ]);
      const endpoint = children.find(({ name }) => name === "net-dynamodb");
      const tables = children.filter(({ type }) => type === "aws:ec2/routeTable:RouteTable").map(({ id }) => id);
      assert.equal(endpoint?.inputs["vpcEndpointType"], "Gateway");
      assert.equal(endpoint.inputs["serviceName"], `com.amazonaws.${region}.dynamodb`);
      assert.deepEqual([...(endpoint.inputs["routeTableIds"] as string[])].sort(), tables.sort());
      assert.deepEqual(JSON.parse(String(endpoint.inputs["policy"])), JSON.parse(ALLOW_ALL_TO_THE_ORGANIZATION));
    });

    it("an interface endpoint stands in every zone, and takes calls of its VPC by HTTPS alone", async () => {
      const { children, outputs } = await registered(partition, (options) => {
        const availabilityZones = [`${region}a`, `${region}b`];
        const policies = { "dynamodb-streams": ALLOW_ALL_TO_THE_ORGANIZATION, sts: ALLOW_STS_TO_THE_ORGANIZATION };
        const network = { region, cidr: "10.20.0.0/16", availabilityZones, dynamodbEndpointPolicy: ALLOW_ALL_TO_THE_ORGANIZATION };
        const { streamsUrl } = new PrivateNetwork("net", { ...network, interfaceEndpointPolicies: policies }, options);
        return { streamsUrl };
      });
      assert.deepEqual(
        listed(children).filter((line) => /net-(?:dynamodb-streams|sts)/.test(line)),
        [
          "aws:ec2/securityGroup:SecurityGroup net-dynamodb-streams-group",
          "aws:ec2/securityGroup:SecurityGroup net-sts-group",
          "aws:ec2/vpcEndpoint:VpcEndpoint net-dynamodb-streams-endpoint",
          "aws:ec2/vpcEndpoint:VpcEndpoint net-sts-endpoint",
          "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule net-dynamodb-streams-callers",
          "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule net-sts-callers",
          "palisade:network:InterfaceEndpoint net-dynamodb-streams",
          "palisade:network:InterfaceEndpoint net-sts",
        ],
      );
      const found = (name: string) => children.find((child) => child.name === name && child.type.startsWith("aws:"));
      const vpc = children.find(({ type }) => type === "aws:ec2/vpc:Vpc")?.id;
      const subnets = children.filter(({ type }) => type === "aws:ec2/subnet:Subnet").map(({ id }) => id);
      const { subnetIds, policy, ...inputs } = found("net-sts-endpoint")?.inputs ?? {};
      assert.deepEqual([...(subnetIds as string[])].sort(), subnets.sort());
      assert.deepEqual(JSON.parse(String(policy)), JSON.parse(ALLOW_STS_TO_THE_ORGANIZATION));
      assert.deepEqual(inputs, {
        region,
        vpcId: vpc,
        serviceName: `${partition === "aws-cn" ? "cn." : ""}com.amazonaws.${region}.sts`,
        vpcEndpointType: "Interface",
        securityGroupIds: [found("net-sts-group")?.id],
        privateDnsEnabled: true,
        tags: { Name: "net-sts" },
      });
      assert.equal(found("net-dynamodb-streams-endpoint")?.inputs["privateDnsEnabled"], false);
      assert.equal(found("net-dynamodb-streams-endpoint")?.inputs["serviceName"], `com.amazonaws.${region}.dynamodb-streams`);
      const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
      const id = found("net-dynamodb-streams-endpoint")?.id ?? "";
      assert.match(String(outputs["streamsUrl"]), new RegExp(`^https://${id}-\\w+\\.streams\\.dynamodb\\.${region}\\.vpce\\.${suffix}$`));
      assert.deepEqual(found("net-sts-callers")?.inputs, {
        region,
        securityGroupId: found("net-sts-group")?.id,
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        cidrIpv4: "10.20.0.0/16",
        tags: { Name: "net-sts" },
      });
      const { ingress, egress } = found("net-sts-group")?.inputs ?? {};
      assert.deepEqual([ingress, egress], [undefined, undefined]);
    });

    it("a workload's role trusts the service that runs it, and carries what that service needs", async () => {
      const { children, outputs } = await registered(partition, (options) => {
        const made = (["ec2", "lambda", "ecs"] as const).map(
          (runsOn) => new WorkloadRole(runsOn, { partition, roleName: runsOn, path: "palisade/workload", runsOn }, options),
        );
        return { arns: made.map(({ arn }) => arn) };
      });
      assert.deepEqual(listed(children.filter(({ type }) => type.startsWith("aws:"))), [
        "aws:iam/instanceProfile:InstanceProfile ec2-profile",
        "aws:iam/role:Role ec2-role",
        "aws:iam/role:Role ecs-role",
        "aws:iam/role:Role lambda-role",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment lambda-AWSLambdaVPCAccessExecutionRole",
      ]);
      assert.deepEqual(
        outputs["arns"],
        ["ec2", "lambda", "ecs"].map((name) => `arn:${partition}:iam::${ACCOUNT}:role/palisade/workload/${name}`),
      );
      const attachment = children.find(({ type }) => type.endsWith("RolePolicyAttachment"));
      assert.equal(attachment?.inputs["policyArn"], `arn:${partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole`);
      const trust = JSON.parse(String(children.find(({ name }) => name === "ecs-role")?.inputs["assumeRolePolicy"])) as {
        Statement: unknown[];
      };
      assert.deepEqual(trust.Statement, [
        {
          Sid: "TrustTheServiceThatRunsTheWorkload",
          Effect: "Allow",
          Principal: { Service: "ecs-tasks.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]);
    });

    it("a table has a key of its own that rotates, recovery, deletion protection and its policies beside it", async () => {
      const root = `arn:${partition}:iam::${ACCOUNT}:root`;
      const keyPolicy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Sid: "Admin", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" }],
      });
      const policyOf = (resource: string) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "Read",
              Effect: "Allow",
              Principal: { AWS: root },
              Action: resource.includes("/stream/") ? "dynamodb:GetRecords" : "dynamodb:GetItem",
              Resource: resource,
            },
          ],
        });
      const { children } = await registered(partition, (options) => {
        const table = { ...TABLE, region };
        new ProtectedTable(
          "orders",
          {
            table,
            encryption: { ownKey: { policy: keyPolicy, alias: "palisade/table/orders" } },
            resourcePolicy: (arn) => arn.apply(policyOf),
            streamPolicy: (arn) => arn.apply(policyOf),
          },
          options,
        );
        return undefined;
      });
      assert.deepEqual(listed(children), [
        "aws:dynamodb/resourcePolicy:ResourcePolicy orders-policy",
        "aws:dynamodb/resourcePolicy:ResourcePolicy orders-stream-policy",
        "aws:dynamodb/table:Table orders-table",
        "aws:kms/alias:Alias orders-alias",
        "aws:kms/key:Key orders-key",
        "palisade:data:ProtectedTable orders",
      ]);
      const table = children.find(({ name }) => name === "orders-table");
      assert.equal(table?.outputs["arn"], `arn:${partition}:dynamodb:${region}:${ACCOUNT}:table/orders`);
      assert.equal(table.inputs["deletionProtectionEnabled"], true);
      assert.equal(children.find(({ name }) => name === "orders-key")?.inputs["enableKeyRotation"], true);
    });
  });
}

describe("an organization policy", () => {
  it("is attached to each of its targets under a stable name", async () => {
    const content = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "DenyLeaving", Effect: "Deny", Action: "organizations:LeaveOrganization", Resource: "*" }],
    });
    const { children } = await registered(
      "aws",
      (options) => {
        const targets = { root: "r-comp", owner: ACCOUNT };
        new AttachedPolicy(
          "leave",
          { policyName: "leave", description: "nobody leaves", type: "SERVICE_CONTROL_POLICY", content, targets },
          options,
        );
        return undefined;
      },
      MANAGEMENT,
    );
    assert.deepEqual(listed(children), [
      "aws:organizations/policy:Policy leave-policy",
      "aws:organizations/policyAttachment:PolicyAttachment leave-owner",
      "aws:organizations/policyAttachment:PolicyAttachment leave-root",
      "palisade:guardrails:AttachedPolicy leave",
    ]);
    const policyId = children.find(({ name }) => name === "leave-policy")?.id;
    const attached = children
      .filter(({ type }) => type.endsWith("PolicyAttachment"))
      .map(({ inputs }) => [inputs["policyId"], inputs["targetId"]]);
    assert.deepEqual(attached, [
      [policyId, ACCOUNT],
      [policyId, "r-comp"],
    ]);
  });
});

describe("accounts that exist", () => {
  it("are no resources of their own: one component keeps where they lie", async () => {
    const { children } = await registered("aws", (options) => {
      new ExistingAccounts("existing", { parents: { [ACCOUNT]: "ou-comp-11112222" } }, options);
      return undefined;
    });
    assert.deepEqual(
      children.map(({ type, outputs }) => ({ type, outputs })),
      [{ type: "palisade:organization:ExistingAccounts", outputs: { parents: { [ACCOUNT]: "ou-comp-11112222" } } }],
    );
  });
});

describe("a table's arguments", () => {
  const index = (fields: Partial<PlannedTable["indexes"][number]>): PlannedTable["indexes"][number] => ({
    name: "byStatus",
    partition: { name: "status", type: "string" },
    sort: undefined,
    local: false,
    project: "all",
    tenant: false,
    capacity: undefined,
    ...fields,
  });

  it("name each key attribute once with its type", () => {
    const { attributes } = tableArgs({ ...TABLE, indexes: [index({ sort: { name: "orderId", type: "string" } })] });
    assert.deepEqual(attributes, [
      { name: "customerId", type: "S" },
      { name: "orderId", type: "S" },
      { name: "status", type: "S" },
    ]);
  });

  it("tell global indexes from local ones, and what they project", () => {
    const local = index({
      name: "byDay",
      local: true,
      partition: { name: "customerId", type: "string" },
      sort: { name: "day", type: "number" },
      project: "keys",
    });
    const args = tableArgs({ ...TABLE, indexes: [index({ project: ["total"] }), local] });
    assert.deepEqual(args.globalSecondaryIndexes, [
      {
        name: "byStatus",
        keySchemas: [{ attributeName: "status", keyType: "HASH" }],
        projectionType: "INCLUDE",
        nonKeyAttributes: ["total"],
      },
    ]);
    assert.deepEqual(args.localSecondaryIndexes, [{ name: "byDay", rangeKey: "day", projectionType: "KEYS_ONLY" }]);
  });

  it("say capacity, class, time to live and recovery as declared", () => {
    const args = tableArgs({
      ...TABLE,
      capacity: { read: 5, write: 1 },
      class: "infrequent-access",
      timeToLive: "expiresAt",
      pointInTimeRecoveryDays: 0,
      deletion: "allowed",
      stream: undefined,
    });
    assert.deepEqual(
      { ...args, attributes: undefined, globalSecondaryIndexes: undefined, localSecondaryIndexes: undefined },
      {
        region: "eu-west-1",
        name: "orders",
        hashKey: "customerId",
        rangeKey: "orderId",
        attributes: undefined,
        globalSecondaryIndexes: undefined,
        localSecondaryIndexes: undefined,
        billingMode: "PROVISIONED",
        readCapacity: 5,
        writeCapacity: 1,
        tableClass: "STANDARD_INFREQUENT_ACCESS",
        ttl: { attributeName: "expiresAt", enabled: true },
        streamEnabled: false,
        pointInTimeRecovery: { enabled: false },
        deletionProtectionEnabled: false,
      },
    );
  });
});

describe("subnets' ranges", () => {
  it("are the first quarters of the VPC's", () => {
    assert.deepEqual(subnetRanges("10.20.0.0/16", 3), ["10.20.0.0/18", "10.20.64.0/18", "10.20.128.0/18"]);
    assert.deepEqual(subnetRanges("192.168.1.64/26", 2), ["192.168.1.64/28", "192.168.1.80/28"]);
  });

  it("are refused for more zones than quarters", () => {
    assert.throws(() => subnetRanges("10.20.0.0/16", 4), /zones: must be 1 to 3, got 4/);
  });
});
