import { isGiven, recordsOf, textOf } from "../properties.ts";
import type { Facts, Requirement, ResourceType, Subject } from "../resource-type.ts";
import { parseCidr } from "./cidr.ts";
import { dependencyViolation, ec2Id, ec2Key, ec2Outputs, ec2Requirement } from "./ec2.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export const SECURITY_GROUP: ResourceType = {
  token: "aws:ec2/securityGroup:SecurityGroup",
  scope: "regional",
  required: [],
  name: {
    input: "name",
    prefixInput: "namePrefix",
    maximumLength: 255,
    pattern: /^(?!sg-)[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]+$/,
    allowed: "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not sg- in front",
  },
  defaults: { description: "Managed by Pulumi", revokeRulesOnDelete: false },
  replacedBy: ["description", "name", "namePrefix", "vpcId"],
  sets: ["egress", "ingress"],
  texts: { description: "securityGroupDescription" },
  isTaggable: true,
  computed: ["arn", "ownerId", "egress", "ingress", "vpcId"],
  make: (facts) => {
    const id = ec2Id("sg", facts);
    const { ingress, egress, vpcId } = facts.inputs;
    return {
      id,
      outputs: { ...ec2Outputs(facts, "security-group", id), ingress: ingress ?? [], egress: egress ?? [], vpcId: vpcId ?? "" },
    };
  },
  unique: ({ account, region, inputs }) => [
    `security group ${account} ${region} ${textOf(inputs, "vpcId") ?? ""} ${textOf(inputs, "name") ?? ""}`,
  ],
  taken: ({ inputs }) => [
    "InvalidGroup.Duplicate",
    `The security group '${String(inputs["name"])}' already exists for VPC '${String(inputs["vpcId"])}'`,
  ],
  foundAs: (facts, { id }) => [ec2Key(facts, id)],
  requires: (facts) => {
    const vpcId = textOf(facts.inputs, "vpcId");
    return vpcId === undefined ? [] : [ec2Requirement(facts, "VpcID", vpcId, "blocks")];
  },
  judge: (subject) => {
    for (const rule of [...recordsOf(subject.inputs, "ingress"), ...recordsOf(subject.inputs, "egress")]) {
      const blocks = Array.isArray(rule["cidrBlocks"]) ? (rule["cidrBlocks"] as unknown[]) : [];
      blocks.forEach((block) => refuseBadBlock(subject, String(block)));
    }
  },
  undeletable: dependencyViolation,
};

function refuseBadBlock({ refuse }: Subject, block: string): void {
  if (parseCidr(block) !== undefined) return;
  refuse("InvalidParameterValue", `CIDR block ${block} is malformed`, "give a block that begins at its own boundary");
}

const SOURCES = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];

function securityGroupRule(direction: "Ingress" | "Egress"): ResourceType {
  const lower = direction.toLowerCase();
  return {
    token: `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`,
    scope: "regional",
    required: ["ipProtocol", "securityGroupId"],
    replacedBy: ["securityGroupId"],
    isTaggable: true,
    computed: ["arn", "securityGroupRuleId"],
    make: (facts) => {
      const id = ec2Id("sgr", facts);
      return { id, outputs: { arn: ec2Outputs(facts, "security-group-rule", id).arn, securityGroupRuleId: id } };
    },
    unique: ({ account, region, inputs }) => [
      `security group rule ${account} ${region} ${lower} ${["securityGroupId", "ipProtocol", "fromPort", "toPort", ...SOURCES].map((name) => String(inputs[name])).join(" ")}`,
    ],
    taken: () => ["InvalidPermission.Duplicate", "the specified rule already exists"],
    requires: (facts: Facts): readonly Requirement[] => {
      const referenced = textOf(facts.inputs, "referencedSecurityGroupId");
      return [
        ec2Requirement(facts, "Group", String(facts.inputs["securityGroupId"]), "vanishes"),
        ...(referenced === undefined ? [] : [ec2Requirement(facts, "Group", referenced, "blocks")]),
      ];
    },
    judge: (subject) => {
      const { inputs, refuse } = subject;
      if (SOURCES.filter((name) => isGiven(inputs[name])).length !== 1) {
        refuse("InvalidParameterCombination", `a rule has exactly one of ${SOURCES.join(", ")}`, "give one of them");
      }
      const block = textOf(inputs, "cidrIpv4");
      if (block !== undefined) refuseBadBlock(subject, block);
    },
  };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html */
export const INGRESS_RULE: ResourceType = securityGroupRule("Ingress");

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupEgress.html */
export const EGRESS_RULE: ResourceType = securityGroupRule("Egress");
