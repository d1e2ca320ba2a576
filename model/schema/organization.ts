import type { z } from "zod";
import { attachedPolicies, defaults, letThrough } from "./account.ts";
import { described, elsewhere, fields, listOf, mapOf, word } from "./grammar.ts";
import * as scalar from "./scalars.ts";
import { PERIMETERS, servicePins } from "./vocabulary.ts";

const organizationalUnit = fields(
  {
    perimeter: elsewhere(
      word(PERIMETERS),
      "unlessConfirmedBy",
      "write it in the account.yaml of each account; a unit's guardrails are shared, and never lapse",
    ).optional(),
    because: scalar.reason.optional(),
    existing: scalar.organizationalUnitId.optional(),
    attachedPolicies: attachedPolicies.optional(),
  },
  "an organizational unit",
  "{ perimeter: enforced }",
);

const externalParty = fields(
  {
    account: scalar.accountId,
    role: scalar.rolePath,
    because: scalar.reason,
    networks: listOf(scalar.anyCidr, "a list of public IP ranges", "[203.0.113.0/24]").optional(),
    organization: scalar.organizationId.optional(),
    externalId: scalar.externalId.optional(),
  },
  "a party outside the organization",
  '{ account: "900000000009", role: auditor, because: yearly audit, networks: [203.0.113.0/24] }',
);

const vendor = fields(
  {
    account: scalar.accountId,
    role: scalar.rolePath.optional(),
    externalId: scalar.externalId,
    because: scalar.reason,
    takes: mapOf(
      scalar.nameOf("an account", "orders-prod"),
      listOf(scalar.rolePath, "a list of roles", "[monitoring/Watchtower]"),
      "the roles that it takes by account",
      "{ orders-prod: [monitoring/Watchtower] }",
    ),
    until: scalar.day.optional(),
    reviewBy: scalar.day.optional(),
  },
  "a vendor that takes roles here and uses no data",
  '{ account: "900000000010", externalId: watch-4711, because: monitoring, takes: { orders-prod: [monitoring/Watchtower] }, reviewBy: 2027-06-30 }',
);

const trustedIssuer = fields(
  { issuer: scalar.issuerHost, because: scalar.reason },
  "a trusted OIDC issuer",
  "{ issuer: token.actions.githubusercontent.com, because: deployments run in GitHub Actions }",
);

/**
 * A role name, or an Identity Center permission set by name. The bare prefix would name every person (Identity Center user guide, "Referencing
 * permission sets").
 */
const person = described(
  scalar.rolePath.refine((role) => !/^AWSReservedSSO_?\*?$/.test(role), { error: "bare" }),
  "the name of a role, or AWSReservedSSO_<permission set> without its suffix",
  "AWSReservedSSO_OnCall",
);

/** `organization.yaml`: what holds for every account. */
export const organizationFile = fields(
  {
    organization: fields(
      {
        name: scalar.nameOf("the organization", "acme"),
        id: scalar.organizationId.optional(),
        managementAccount: scalar.accountId,
        attachedPolicies: attachedPolicies.optional(),
      },
      "the organization",
      '{ name: acme, id: o-a1b2c3d4e5, managementAccount: "100000000001" }',
    ),
    homeRegion: scalar.region,
    deployment: fields(
      {
        role: scalar.roleName("PalisadeDeploy"),
        takenBy: listOf(scalar.runner, "a list of ARNs of who runs deployments", '["arn:aws:iam::100000000001:role/PalisadeRunner"]'),
      },
      "the deployment",
      '{ role: PalisadeDeploy, takenBy: ["arn:aws:iam::100000000001:role/PalisadeRunner"] }',
    ),
    administrators: listOf(person, "a list of administrators' roles", "[AWSReservedSSO_AdministratorAccess]"),
    breakGlass: fields(
      {
        role: scalar.roleName("BreakGlass"),
        trusted: listOf(person, "a list of roles that may assume break-glass", "[AWSReservedSSO_OnCall]"),
        maxSession: scalar.sessionLength.optional(),
        alarmTopic: scalar.topicArn.optional(),
      },
      "the break-glass role",
      "{ role: BreakGlass, trusted: [AWSReservedSSO_OnCall] }",
    ),
    organizationalUnits: mapOf(
      scalar.organizationalUnitPath,
      organizationalUnit,
      "organizational units by path",
      "{ workloads/prod: { perimeter: enforced } }",
    ),
    externalParties: mapOf(
      scalar.nameOf("an external party", "nightjar"),
      externalParty,
      "external parties by name",
      "{ nightjar: { … } }",
    ).optional(),
    vendors: mapOf(scalar.nameOf("a vendor", "watchtower"), vendor, "vendors by name", "{ watchtower: { … } }").optional(),
    defaults: mapOf(
      scalar.organizationalUnitPath,
      defaults,
      "defaults by organizational unit",
      "{ workloads/prod: { tables: { pointInTimeRecovery: 35d } } }",
    ).optional(),
    letThrough: letThrough.optional(),
    servicePins: servicePins.optional(),
    backups: fields(
      {
        copiedTo: mapOf(
          scalar.nameOf("an account", "vaults-prod"),
          scalar.reason,
          "accounts whose vaults take copies of backups, each with its reason",
          "{ vaults-prod: a second copy that outlives the account }",
        ),
      },
      "where backups may go",
      "{ copiedTo: { vaults-prod: a second copy that outlives the account } }",
    ).optional(),
    trustedIssuers: mapOf(
      scalar.nameOf("an issuer", "github-actions"),
      trustedIssuer,
      "trusted OIDC issuers by name",
      "{ github-actions: { … } }",
    ).optional(),
  },
  "an organization",
  "{ organization: { … }, homeRegion: eu-west-1, … }",
);

export type OrganizationFile = z.infer<typeof organizationFile>;
export type DeclaredExternalParty = z.infer<typeof externalParty>;
export type DeclaredOrganizationalUnit = z.infer<typeof organizationalUnit>;
