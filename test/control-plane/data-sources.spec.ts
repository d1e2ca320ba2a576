import assert from "node:assert/strict";
import type { ControlPlane } from "../../control-plane/control-plane.ts";
import { DATA_SOURCES } from "../../control-plane/modelled-types.ts";
import type { Properties } from "../../control-plane/properties.ts";
import { Refusal } from "../../control-plane/refusal.ts";
import { arnOf } from "./refusal-cases/refusal-case.ts";
import { MANAGEMENT, make, newPlane, OWNER, roleOf, table, vpc } from "./test-plane.ts";

function world(): { readonly plane: ControlPlane; readonly ids: Readonly<Record<string, string>> } {
  const plane = newPlane();
  const vpcId = make(plane, vpc("main", { tags: { Name: "main" } })).id;
  make(plane, vpc("other", { cidrBlock: "10.21.0.0/16" }));
  const subnetId = make(plane, { type: "aws:ec2/subnet:Subnet", inputs: { vpcId, cidrBlock: "10.20.0.0/20" } }).id;
  const routeTableId = make(plane, { type: "aws:ec2/routeTable:RouteTable", inputs: { vpcId } }).id;
  make(plane, { type: "aws:ec2/routeTableAssociation:RouteTableAssociation", inputs: { subnetId, routeTableId } });
  const serviceName = "com.amazonaws.eu-west-1.dynamodb";
  const endpointId = make(plane, { type: "aws:ec2/vpcEndpoint:VpcEndpoint", inputs: { vpcId, serviceName } }).id;
  const roleArn = arnOf(plane, roleOf("cluster", "eks.amazonaws.com"));
  make(plane, { type: "aws:eks/cluster:Cluster", inputs: { name: "main", roleArn, vpcConfig: {} } });
  make(plane, table("orders"));
  const keyArn = arnOf(plane, { type: "aws:kms/key:Key", inputs: {} });
  make(plane, { type: "aws:kms/alias:Alias", inputs: { name: "alias/orders", targetKeyId: keyArn } });
  make(plane, { type: "aws:secretsmanager/secret:Secret", inputs: { name: "db" } });
  make(plane, {
    type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    inputs: { url: "https://oidc.example.com/id/1", clientIdLists: ["sts.amazonaws.com"] },
  });
  const functionRole = arnOf(plane, roleOf("projector", "lambda.amazonaws.com"));
  const functionArn = arnOf(plane, { type: "aws:lambda/function:Function", inputs: { name: "projector", role: functionRole } });
  make(plane, { type: "aws:sns/topic:Topic", inputs: { name: "alarms" } });
  make(plane, { type: "aws:ssm/parameter:Parameter", inputs: { name: "/app/table", type: "String", value: "orders" } });
  make(plane, {
    type: "aws:organizations/organizationalUnit:OrganizationalUnit",
    caller: MANAGEMENT,
    inputs: { name: "prod", parentId: "r-ab12" },
  });
  return { plane, ids: { vpcId, subnetId, routeTableId, endpointId, roleArn, keyArn, functionArn } };
}

const { plane, ids } = world();

function ask(token: string, args: Properties, caller = OWNER): Properties {
  return plane.invoke({ caller, token, args });
}

/** For each data source: what is asked, what is answered at least, and for what AWS finds nothing with which code. */
const ANSWERS: Readonly<
  Record<string, { args: Properties; says: Properties; absent?: readonly [Properties, string]; caller?: typeof OWNER }>
> = {
  "aws:index/getCallerIdentity:getCallerIdentity": {
    args: {},
    says: { accountId: OWNER.account, arn: `arn:aws:iam::${OWNER.account}:root` },
  },
  "aws:index/getPartition:getPartition": {
    args: {},
    says: { partition: "aws", dnsSuffix: "amazonaws.com", reverseDnsPrefix: "com.amazonaws" },
  },
  "aws:index/getRegion:getRegion": { args: {}, says: { name: "eu-west-1", region: "eu-west-1" } },
  "aws:index/getAvailabilityZones:getAvailabilityZones": { args: {}, says: { names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"] } },
  "aws:index/getServicePrincipal:getServicePrincipal": { args: { serviceName: "lambda" }, says: { name: "lambda.amazonaws.com" } },
  "aws:dynamodb/getTable:getTable": {
    args: { name: "orders" },
    says: { hashKey: "id" },
    absent: [{ name: "none" }, "ResourceNotFoundException"],
  },
  "aws:ec2/getVpc:getVpc": {
    args: { tags: { Name: "main" } },
    says: { id: ids["vpcId"], cidrBlock: "10.20.0.0/16" },
    absent: [{ id: "vpc-none" }, "InvalidVpcID.NotFound"],
  },
  "aws:ec2/getSubnet:getSubnet": {
    args: { id: ids["subnetId"] },
    says: { vpcId: ids["vpcId"] },
    absent: [{ id: ids["vpcId"] }, "InvalidSubnetID.NotFound"],
  },
  "aws:ec2/getSubnets:getSubnets": { args: { filters: [{ name: "vpc-id", values: [ids["vpcId"]] }] }, says: { ids: [ids["subnetId"]] } },
  "aws:ec2/getRouteTable:getRouteTable": {
    args: { subnetId: ids["subnetId"] },
    says: { routeTableId: ids["routeTableId"] },
    absent: [{ subnetId: "subnet-none" }, "InvalidRouteTableID.NotFound"],
  },
  "aws:ec2/getRouteTables:getRouteTables": { args: { vpcId: ids["vpcId"] }, says: { ids: [ids["routeTableId"]] } },
  "aws:ec2/getVpcEndpoint:getVpcEndpoint": {
    args: { vpcId: ids["vpcId"] },
    says: { id: ids["endpointId"] },
    absent: [{ vpcId: "vpc-none" }, "InvalidVpcEndpointId.NotFound"],
  },
  "aws:eks/getCluster:getCluster": {
    args: { name: "main" },
    says: { roleArn: ids["roleArn"], status: "ACTIVE" },
    absent: [{ name: "none" }, "ResourceNotFoundException"],
  },
  "aws:eks/getClusters:getClusters": { args: {}, says: { names: ["main"] } },
  "aws:lambda/getFunctions:getFunctions": { args: {}, says: { functionNames: ["projector"], functionArns: [ids["functionArn"]] } },
  "aws:iam/getRole:getRole": { args: { name: "cluster" }, says: { arn: ids["roleArn"] }, absent: [{ name: "none" }, "NoSuchEntity"] },
  "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": {
    args: { url: "https://oidc.example.com/id/1" },
    says: { url: "oidc.example.com/id/1" },
    absent: [{ url: "https://x.example.com" }, "NoSuchEntity"],
  },
  "aws:kms/getKey:getKey": {
    args: { keyId: "alias/orders" },
    says: { arn: ids["keyArn"], keyManager: "CUSTOMER" },
    absent: [{ keyId: "alias/none" }, "NotFoundException"],
  },
  "aws:organizations/getOrganization:getOrganization": {
    args: {},
    caller: MANAGEMENT,
    says: { id: "o-acmeexample", roots: [{ id: "r-ab12" }] },
  },
  "aws:organizations/getOrganizationalUnits:getOrganizationalUnits": {
    args: { parentId: "r-ab12" },
    caller: MANAGEMENT,
    says: { parentId: "r-ab12" },
  },
  "aws:organizations/getOrganizationalUnitChildAccounts:getOrganizationalUnitChildAccounts": {
    args: { parentId: "r-ab12" },
    caller: MANAGEMENT,
    says: { parentId: "r-ab12" },
    absent: [{ parentId: "ou-ab12-99999999" }, "ParentNotFoundException"],
  },
  "aws:organizations/getOrganizationalUnitDescendantOrganizationalUnits:getOrganizationalUnitDescendantOrganizationalUnits": {
    args: { parentId: "r-ab12" },
    caller: MANAGEMENT,
    says: { parentId: "r-ab12" },
    absent: [{ parentId: "200000000002" }, "ParentNotFoundException"],
  },
  "aws:secretsmanager/getSecret:getSecret": {
    args: { name: "db" },
    says: { name: "db", kmsKeyId: "" },
    absent: [{ name: "none" }, "ResourceNotFoundException"],
  },
  "aws:sns/getTopic:getTopic": {
    args: { name: "alarms" },
    says: { arn: `arn:aws:sns:eu-west-1:${OWNER.account}:alarms` },
    absent: [{ name: "none" }, "NotFound"],
  },
  "aws:ssm/getParameter:getParameter": {
    args: { name: "/app/table" },
    says: { value: "orders", type: "String" },
    absent: [{ name: "none" }, "ParameterNotFound"],
  },
};

describe("the data sources", () => {
  it("are all tested here", () => {
    assert.deepEqual(Object.keys(ANSWERS).sort(), DATA_SOURCES.map(({ token }) => token).sort());
  });

  for (const [token, { args, says, absent, caller }] of Object.entries(ANSWERS)) {
    it(`answer ${token}`, () => {
      const answer = ask(token, args, caller);
      for (const [name, value] of Object.entries(says)) assert.deepEqual(answer[name], value, name);
      assert.equal(typeof answer["id"], "string");
      if (absent === undefined) return;
      const [missing, code] = absent;
      assert.throws(
        () => ask(token, missing, caller),
        (error: unknown) => error instanceof Refusal && error.code === code && error.urn === token,
      );
    });
  }

  it("list the accounts of the organization, its management account first", () => {
    const { accounts, nonMasterAccounts } = ask("aws:organizations/getOrganization:getOrganization", {}, MANAGEMENT);
    const idsOf = (list: unknown): unknown => (list as readonly { id: string }[]).map(({ id }) => id);
    assert.deepEqual(idsOf(accounts), ["100000000001", "200000000002", "200000000003"]);
    assert.deepEqual(idsOf(nonMasterAccounts), ["200000000002", "200000000003"]);
  });

  it("list the accounts of one unit or of the root, and the units below, whatever their depth", () => {
    const plane = newPlane();
    const unit = (name: string, parentId: string) =>
      make(plane, { type: "aws:organizations/organizationalUnit:OrganizationalUnit", caller: MANAGEMENT, inputs: { name, parentId } }).id;
    const prod = unit("prod", "r-ab12");
    const inner = unit("inner", prod);
    const account = (name: string, parentId: string) =>
      make(plane, {
        type: "aws:organizations/account:Account",
        caller: MANAGEMENT,
        inputs: { name, email: `${name}@acme.example`, parentId },
      }).id;
    const moved = account("moved", inner);
    const of = (name: string, args: Properties, list: string): unknown =>
      (plane.invoke({ caller: MANAGEMENT, token: `aws:organizations/${name}:${name}`, args })[list] as readonly { id: string }[]).map(
        ({ id }) => id,
      );
    const children = (parentId: string): unknown => of("getOrganizationalUnitChildAccounts", { parentId }, "accounts");
    assert.deepEqual([children(prod), children(inner)], [[], [moved]]);
    assert.deepEqual(children("r-ab12"), ["100000000001", "200000000002", "200000000003"]);
    const below = (parentId: string): unknown => of("getOrganizationalUnitDescendantOrganizationalUnits", { parentId }, "childrens");
    assert.deepEqual([below("r-ab12"), below(inner)], [[prod, inner], []]);
  });

  it("ask in the region that is named", () => {
    assert.throws(
      () => ask("aws:dynamodb/getTable:getTable", { name: "orders", region: "eu-central-1" }),
      /in account 200000000002, eu-central-1/,
    );
  });

  it("know the keys that AWS manages, which do not belong to the customer", () => {
    assert.equal(ask("aws:kms/getKey:getKey", { keyId: "alias/aws/dynamodb" })["keyManager"], "AWS");
  });

  it("refuse what is not modelled, by its name", () => {
    assert.throws(() => ask("aws:rds/getInstance:getInstance", {}), /not modelled, got "aws:rds\/getInstance:getInstance"/);
  });
});
