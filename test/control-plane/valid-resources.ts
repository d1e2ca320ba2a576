import type { ControlPlane } from "../../control-plane/control-plane.ts";
import type { Properties } from "../../control-plane/properties.ts";
import { arnOf, ROOT } from "./refusal-cases/refusal-case.ts";
import { MANAGEMENT, make, OWNER, policy, role, roleOf, TRUST, table, vpc, type Wanted } from "./test-plane.ts";

/** One valid resource of each modelled type, with what must be there before it. */
type Sample = (plane: ControlPlane) => Wanted;

const DENY = policy({ Effect: "Deny", Action: "dynamodb:GetItem", Resource: "*" });

function of(type: string, inputs: Properties): Sample {
  return () => ({ type, inputs });
}

function inVpc(type: string, inputs: Properties): Sample {
  return (plane) => ({ type, inputs: { vpcId: make(plane, vpc("main")).id, ...inputs } });
}

function onRole(type: string, inputs: Properties): Sample {
  return (plane) => ({ type, inputs: { role: make(plane, role("api")).id, ...inputs } });
}

function onKey(type: string, input: string, inputs: Properties): Sample {
  return (plane) => ({ type, inputs: { [input]: make(plane, { type: "aws:kms/key:Key", name: "key", inputs: {} }).id, ...inputs } });
}

function onSecret(type: string, input: string, inputs: Properties): Sample {
  return (plane) => ({
    type,
    inputs: { [input]: arnOf(plane, { type: "aws:secretsmanager/secret:Secret", name: "s", inputs: { name: "db" } }), ...inputs },
  });
}

function onTopic(type: string, input: string, inputs: Properties): Sample {
  return (plane) => ({
    type,
    inputs: { [input]: arnOf(plane, { type: "aws:sns/topic:Topic", name: "t", inputs: { name: "alarms" } }), ...inputs },
  });
}

function onGroup(direction: string): Sample {
  return (plane) => {
    const vpcId = make(plane, vpc("main")).id;
    const group = make(plane, { type: "aws:ec2/securityGroup:SecurityGroup", name: "sg", inputs: { vpcId, name: "sg" } }).id;
    return {
      type: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
      inputs: { securityGroupId: group, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8" },
    };
  };
}

function managed(type: string, inputs: Properties): Sample {
  return () => ({ type, inputs, caller: MANAGEMENT });
}

export const SAMPLES: readonly Sample[] = [
  of("aws:dynamodb/table:Table", { ...table("orders").inputs, streamEnabled: true, streamViewType: "KEYS_ONLY", tags: { team: "orders" } }),
  (plane) => ({
    type: "aws:dynamodb/resourcePolicy:ResourcePolicy",
    inputs: {
      resourceArn: arnOf(plane, table("orders")),
      policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: ["dynamodb:Query", "dynamodb:GetItem"], Resource: "*" }),
    },
  }),
  (plane) => ({
    type: "aws:dynamodb/tableReplica:TableReplica",
    inputs: {
      globalTableArn: arnOf(plane, table("orders", { region: "eu-central-1", streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" })),
      pointInTimeRecovery: true,
      tags: { team: "orders" },
    },
  }),
  (plane) => ({
    type: "aws:dynamodb/tag:Tag",
    inputs: { resourceArn: arnOf(plane, table("orders")), key: "palisade:restored", value: "line" },
  }),
  of("aws:iam/role:Role", { name: "api", path: "/palisade/workload/", assumeRolePolicy: TRUST, tags: { team: "orders" } }),
  onRole("aws:iam/rolePolicy:RolePolicy", { name: "p", policy: DENY }),
  onRole("aws:iam/rolePolicyAttachment:RolePolicyAttachment", { policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }),
  onRole("aws:iam/instanceProfile:InstanceProfile", { name: "api" }),
  of("aws:iam/policy:Policy", { name: "p", policy: DENY }),
  of("aws:iam/user:User", { name: "ada" }),
  of("aws:iam/openIdConnectProvider:OpenIdConnectProvider", { url: "https://oidc.example.com/id/1", clientIdLists: ["sts.amazonaws.com"] }),
  of("aws:kms/key:Key", { description: "orders", enableKeyRotation: true }),
  onKey("aws:kms/keyPolicy:KeyPolicy", "keyId", {
    policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "kms:*", Resource: "*" }),
  }),
  onKey("aws:kms/alias:Alias", "targetKeyId", { name: "alias/orders" }),
  of("aws:organizations/organization:Organization", { enabledPolicyTypes: ["SERVICE_CONTROL_POLICY"] }),
  managed("aws:organizations/organizationalUnit:OrganizationalUnit", { name: "prod", parentId: "r-ab12" }),
  managed("aws:organizations/account:Account", { name: "new", email: "new@example.com", parentId: "r-ab12" }),
  managed("aws:organizations/policy:Policy", { name: "network", content: DENY }),
  (plane) => ({
    type: "aws:organizations/policyAttachment:PolicyAttachment",
    caller: MANAGEMENT,
    inputs: {
      targetId: OWNER.account,
      policyId: make(plane, {
        type: "aws:organizations/policy:Policy",
        name: "p",
        caller: MANAGEMENT,
        inputs: { name: "p", content: DENY },
      }).id,
    },
  }),
  of("aws:ec2/vpc:Vpc", { cidrBlock: "10.20.0.0/16", enableDnsHostnames: true }),
  inVpc("aws:ec2/subnet:Subnet", { cidrBlock: "10.20.0.0/20", availabilityZone: "eu-west-1b" }),
  inVpc("aws:ec2/internetGateway:InternetGateway", {}),
  inVpc("aws:ec2/routeTable:RouteTable", {}),
  (plane) => {
    const vpcId = make(plane, vpc("main")).id;
    const gatewayId = make(plane, { type: "aws:ec2/internetGateway:InternetGateway", name: "igw", inputs: { vpcId } }).id;
    const routeTableId = make(plane, { type: "aws:ec2/routeTable:RouteTable", name: "rtb", inputs: { vpcId } }).id;
    return { type: "aws:ec2/route:Route", inputs: { routeTableId, destinationCidrBlock: "0.0.0.0/0", gatewayId } };
  },
  (plane) => {
    const vpcId = make(plane, vpc("main")).id;
    const subnetId = make(plane, { type: "aws:ec2/subnet:Subnet", name: "a", inputs: { vpcId, cidrBlock: "10.20.0.0/20" } }).id;
    const routeTableId = make(plane, { type: "aws:ec2/routeTable:RouteTable", name: "rtb", inputs: { vpcId } }).id;
    return { type: "aws:ec2/routeTableAssociation:RouteTableAssociation", inputs: { routeTableId, subnetId } };
  },
  inVpc("aws:ec2/vpcEndpoint:VpcEndpoint", { serviceName: "com.amazonaws.eu-west-1.dynamodb" }),
  inVpc("aws:ec2/securityGroup:SecurityGroup", { name: "endpoints" }),
  onGroup("Ingress"),
  onGroup("Egress"),
  of("aws:secretsmanager/secret:Secret", { name: "db" }),
  onSecret("aws:secretsmanager/secretPolicy:SecretPolicy", "secretArn", {
    policy: policy({ Effect: "Allow", Principal: { AWS: ROOT }, Action: "secretsmanager:GetSecretValue", Resource: "*" }),
  }),
  onSecret("aws:secretsmanager/secretVersion:SecretVersion", "secretId", { secretString: "hush" }),
  onSecret("aws:secretsmanager/secretRotation:SecretRotation", "secretId", { rotationRules: { automaticallyAfterDays: 30 } }),
  of("aws:ssm/parameter:Parameter", { name: "/app/table", type: "String", value: "orders" }),
  (plane) => ({
    type: "aws:eks/cluster:Cluster",
    inputs: { name: "main", roleArn: arnOf(plane, roleOf("cluster", "eks.amazonaws.com")), vpcConfig: {} },
  }),
  (plane) => {
    make(plane, {
      type: "aws:eks/cluster:Cluster",
      name: "main",
      inputs: { name: "main", roleArn: arnOf(plane, roleOf("cluster", "eks.amazonaws.com")), vpcConfig: {} },
    });
    return {
      type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      inputs: {
        clusterName: "main",
        namespace: "billing",
        serviceAccount: "invoicer",
        roleArn: arnOf(plane, roleOf("pod", "pods.eks.amazonaws.com")),
      },
    };
  },
  (plane) => ({ type: "aws:lambda/function:Function", inputs: { name: "projector", role: arnOf(plane, role("projector")) } }),
  of("aws:cloudwatch/eventRule:EventRule", { name: "alarm", eventPattern: '{"source":["aws.sts"]}' }),
  (plane) => {
    make(plane, { type: "aws:cloudwatch/eventRule:EventRule", name: "r", inputs: { name: "alarm", scheduleExpression: "rate(1 day)" } });
    return { type: "aws:cloudwatch/eventTarget:EventTarget", inputs: { rule: "alarm", arn: "arn:aws:sns:eu-west-1:200000000002:alarms" } };
  },
  of("aws:sns/topic:Topic", { name: "alarms" }),
  onTopic("aws:sns/topicPolicy:TopicPolicy", "arn", {
    policy: policy({ Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sns:Publish", Resource: "*" }),
  }),
  onTopic("aws:sns/topicSubscription:TopicSubscription", "topic", { protocol: "email", endpoint: "security@example.com" }),
  of("aws:cloudcontrol/resource:Resource", {
    typeName: "AWS::DynamoDB::GlobalTable",
    desiredState: JSON.stringify({ TableName: "orders", Replicas: [{ Region: "eu-west-1" }] }),
  }),
];
