import { arn, eventRuleArn, oidcProviderArn, type Partition, parameterArn, vpcEndpointArn } from "../../iam/arn.ts";
import type { Intended } from "../intent/intended.ts";
import { MARK } from "../intent/safeguards.ts";
import { computeOf } from "./compute.ts";
import type { ResourceClass } from "./resources.ts";

/** What an alarm no longer rings after. */
const WEAKENING_THE_ALARM = ["DeleteRule", "DisableRule", "PutRule", "PutTargets", "RemoveTargets", "TagResource", "UntagResource"].map(
  (name) => `events:${name}`,
);

/** What a delegated administrator of policies may do to them. */
const CHANGING_POLICIES = ["AttachPolicy", "CreatePolicy", "DeletePolicy", "DetachPolicy", "DisablePolicyType", "UpdatePolicy"].map(
  (name) => `organizations:${name}`,
);

/** What gives a certificate of one's own a way to roles. */
const CHANGING_ANCHORS = [
  "CreateTrustAnchor",
  "DeleteCrl",
  "DeleteTrustAnchor",
  "DisableCrl",
  "EnableTrustAnchor",
  "ImportCrl",
  "UpdateCrl",
  "UpdateTrustAnchor",
].map((name) => `rolesanywhere:${name}`);

/** The settings of AWS Backup, which no resource has. */
const SETTING_BACKUPS = ["backup:UpdateGlobalSettings", "backup:UpdateRegionSettings"];

/** What the perimeter of an account stands on: endpoints, identity providers, the alarm, backups, and membership of the organization. */
export function safeguardsOf(intended: Intended, partition: Partition): ResourceClass[] {
  return [...intended.accounts.values()].flatMap((declared): ResourceClass[] => {
    const { name: account, id: accountId, networks } = declared;
    const region = networks[0]?.region ?? "eu-west-1";
    const place = { partition, accountId, region };
    const base = { account, region, declared: undefined, carries: {} };
    const endpoint = vpcEndpointArn({ ...place, vpcEndpointId: "vpce-0123456789abcdef0" });
    return [
      {
        ...base,
        what: { kind: "safeguard", account, of: "membership" },
        arn: "*",
        service: "organizations",
        type: "",
        actions: ["organizations:LeaveOrganization"],
      },
      ...["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY", "TAG_POLICY"].map(
        (type): ResourceClass => ({
          ...base,
          what: { kind: "safeguard", account, of: type === "TAG_POLICY" ? "another-policy" : "guardrail" },
          arn: "*",
          service: "organizations",
          type: "",
          carries: { "organizations:PolicyType": type },
          actions: CHANGING_POLICIES,
        }),
      ),
      {
        ...base,
        what: { kind: "safeguard", account, of: "endpoint" },
        arn: endpoint,
        service: "ec2",
        type: "vpc-endpoint",
        carries: { [MARK]: intended.name },
        actions: ["ec2:DeleteVpcEndpoints", "ec2:ModifyVpcEndpoint", "ec2:DeleteTags"],
      },
      {
        ...base,
        what: { kind: "safeguard", account, of: "another-endpoint" },
        arn: endpoint,
        service: "ec2",
        type: "vpc-endpoint",
        actions: ["ec2:CreateVpcEndpoint"],
      },
      {
        ...base,
        what: { kind: "safeguard", account, of: "identity-provider" },
        arn: oidcProviderArn({ partition, accountId, issuer: "issuer.example.com" }),
        service: "iam",
        type: "oidc-provider",
        actions: undefined,
      },
      {
        ...base,
        what: { kind: "safeguard", account, of: "identity-provider" },
        arn: arn({ partition, accountId, region: "", service: "iam", resource: "saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE" }),
        service: "iam",
        type: "saml-provider",
        actions: undefined,
      },
      {
        ...base,
        what: { kind: "safeguard", account, of: "identity-provider" },
        arn: arn({ ...place, service: "rolesanywhere", resource: "trust-anchor/01234567-89ab-cdef-0123-456789abcdef" }),
        service: "rolesanywhere",
        type: "trust-anchor",
        actions: CHANGING_ANCHORS,
      },
      {
        ...base,
        what: { kind: "safeguard", account, of: "connection" },
        arn: parameterArn({ ...place, parameter: "palisade/owner/tables/name/workload/table-arn" }),
        service: "ssm",
        type: "parameter",
        actions: ["ssm:DeleteParameter", "ssm:DeleteParameters", "ssm:LabelParameterVersion", "ssm:PutParameter"],
      },
      {
        ...base,
        what: { kind: "safeguard", account, of: "alarm" },
        arn: eventRuleArn({ ...place, rule: "palisade-break-glass" }),
        service: "events",
        type: "rule-on-default-event-bus",
        actions: WEAKENING_THE_ALARM,
      },
      ...computeOf(declared, place).map((each): ResourceClass => ({ ...base, ...each })),
      ...backupsOf(place).map((each): ResourceClass => ({ ...base, ...each, what: { kind: "safeguard", account, of: "backups" } })),
    ];
  });
}

/** A plan, a vault, a backup and a test of restores in AWS Backup, and its settings. */
const backupsOf = (place: {
  readonly partition: Partition;
  readonly accountId: string;
  readonly region: string;
}): Pick<ResourceClass, "arn" | "service" | "type" | "actions">[] => {
  const of = (type: string, resource: string) => ({
    arn: arn({ ...place, service: "backup", resource }),
    service: "backup",
    type,
    actions: undefined,
  });
  return [
    of("backupPlan", "backup-plan:01234567-89ab-cdef-0123-456789abcdef"),
    of("backupVault", "backup-vault:nightly"),
    of("recoveryPoint", "recovery-point:01234567-89ab-cdef-0123-456789abcdef"),
    of("legalHold", "legal-hold:01234567-89ab-cdef-0123-456789abcdef"),
    of("restoreTestingPlan", "restore-testing-plan:weekly-0a1b2c3d"),
    { arn: "*", service: "backup", type: "", actions: SETTING_BACKUPS },
  ];
};
