import type { Files } from "../../model/reading/draft.ts";

/** Gives the text of a place, as `textFields` names it, or the one that stands there if nothing else is asked for. */
export type Wording = (field: string, otherwise: string) => string;

const ROOT = "arn:aws:iam::100000000001:role/";
const mapping = <T>(...entries: readonly (readonly [string, T])[]): Record<string, T> => Object.fromEntries(entries);

/**
 * An organization that has a text of its own in every place where texts stand: an owner of data, an account that
 * is created, and one without data. Names that others refer to are the same in all places.
 */
export function wordedDeclaration(say: Wording): Files {
  const party = say("organization.externalParties.<name>", "auditor");
  const unit = say("organization.organizationalUnits.<name>", "workloads");
  const owner = say("account.account", "owner");
  const network = say("account.networks.<name>", "main");
  const cluster = say("account.clusters.<name>", "pods");
  const issuerName = say("organization.trustedIssuers.<name>", "builds");
  const workload = say("account.workloads.<name>", "reporter");
  const table = say("data.tables.<name>", "ledger");
  const index = say("data.tables.<value>.indexes.<name>", "byDay");
  const local = say("data.tables.<value>.localIndexes.<name>", "byChange");
  const exceptions = (file: string) => ({
    services: mapping([
      say(`${file}.letThrough.services.<name>`, "cloudformation.amazonaws.com"),
      say(`${file}.letThrough.services.<value>`, "replicas"),
    ]),
    backupRoles: mapping([
      say(`${file}.letThrough.backupRoles.<name>`, "backup/role"),
      say(`${file}.letThrough.backupRoles.<value>`, "backups"),
    ]),
    restoreRoles: mapping([
      say(`${file}.letThrough.restoreRoles.<name>`, "recovery/role"),
      say(`${file}.letThrough.restoreRoles.<value>`, "restores"),
    ]),
    serviceRoles: mapping([
      say(`${file}.letThrough.serviceRoles.<name>`, "service-role/dax"),
      {
        service: say(`${file}.letThrough.serviceRoles.<value>.service`, "dax.amazonaws.com"),
        because: say(`${file}.letThrough.serviceRoles.<value>.because`, "the cluster"),
      },
    ]),
  });
  const organization = {
    organization: { name: say("organization.organization.name", "words"), id: "o-a1b2c3d4e5", managementAccount: "100000000001" },
    homeRegion: "eu-west-1",
    deployment: {
      role: say("organization.deployment.role", "Deploy"),
      takenBy: [say("organization.deployment.takenBy[]", `${ROOT}Runner`)],
    },
    administrators: [say("organization.administrators[]", "AWSReservedSSO_Administrators")],
    breakGlass: {
      role: say("organization.breakGlass.role", "BreakGlass"),
      trusted: [say("organization.breakGlass.trusted[]", "AWSReservedSSO_OnCall")],
      alarmTopic: say("organization.breakGlass.alarmTopic", "arn:aws:sns:eu-west-1:100000000001:alarms"),
    },
    organizationalUnits: mapping<object>(
      [unit, { perimeter: "enforced" }],
      ["Lab", { perimeter: "open", because: say("organization.organizationalUnits.<value>.because", "no data") }],
    ),
    externalParties: mapping([
      party,
      {
        account: "900000000009",
        role: say("organization.externalParties.<value>.role", "audit/reader"),
        because: say("organization.externalParties.<value>.because", "yearly audit"),
        networks: [say("organization.externalParties.<value>.networks[]", "203.0.113.0/24")],
        organization: say("organization.externalParties.<value>.organization", "o-auditexample"),
        externalId: say("organization.externalParties.<value>.externalId", "audit-4711"),
      },
    ]),
    vendors: mapping(
      [
        say("organization.vendors.<name>", "watchtower"),
        {
          account: say("organization.vendors.<value>.account", "900000000010"),
          role: say("organization.vendors.<value>.role", "collector"),
          externalId: say("organization.vendors.<value>.externalId", "watch-4711"),
          because: say("organization.vendors.<value>.because", "monitoring"),
          takes: mapping([
            say("organization.vendors.<value>.takes.<name>", owner),
            [say("organization.vendors.<value>.takes.<value>[]", "monitoring/Watchtower")],
          ]),
          until: say("organization.vendors.<value>.until", "2027-01-31"),
        },
      ],
      [
        "probe",
        {
          account: "900000000011",
          externalId: "probe-0815",
          because: "a scan",
          takes: mapping([owner, ["scanning/Probe"]]),
          reviewBy: say("organization.vendors.<value>.reviewBy", "2027-01-31"),
        },
      ],
    ),
    defaults: mapping([unit, { tables: { pointInTimeRecovery: "35d" } }]),
    letThrough: exceptions("organization"),
    backups: { copiedTo: mapping([owner, say("organization.backups.copiedTo.<value>", "a second copy")]) },
    trustedIssuers: mapping([
      issuerName,
      {
        issuer: say("organization.trustedIssuers.<value>.issuer", "token.actions.githubusercontent.com"),
        because: say("organization.trustedIssuers.<value>.because", "deployments"),
      },
    ]),
  };
  const tags = mapping([say("account.tags.<name>", "costCenter"), say("account.tags.<value>", "orders")]);
  const account = {
    account: owner,
    description: say("account.description", "The owner"),
    id: "200000000002",
    organizationalUnit: unit,
    deployment: { role: say("account.deployment.role", "OwnerDeploy") },
    deployers: [say("account.deployers[]", "pipeline/deploy")],
    networks: mapping([network, { region: "eu-west-1", cidr: "10.20.0.0/16", zones: 2 }]),
    clusters: mapping([cluster, { existing: say("account.clusters.<value>.existing", "pods"), network }]),
    workloads: {
      ...mapping(
        [
          `${workload.slice(0, 30)}-a`,
          {
            runsOn: "eks",
            cluster,
            description: say("account.workloads.<value>.description", "Reads"),
            namespace: say("account.workloads.<value>.namespace", "billing"),
            serviceAccount: say("account.workloads.<value>.serviceAccount", "invoicer"),
          },
        ],
        [workload, { runsOn: "lambda", network }],
      ),
      checks: {
        runsOn: "ci",
        issuer: issuerName,
        subject: say("account.workloads.<value>.subject", "repo:acme/shop:environment:prod"),
        audience: say("account.workloads.<value>.audience", "sts.amazonaws.com"),
        addresses: ["203.0.113.0/24"],
      },
      closing: {
        runsOn: "service",
        service: say("account.workloads.<value>.service", "states.amazonaws.com"),
        because: say("account.workloads.<value>.because", "it closes the month"),
      },
      team: { runsOn: "ecs", network, role: { existing: say("account.workloads.<value>.role.existing", "team/nightly") } },
    },
    people: mapping(
      [
        say("account.people.<name>", "support"),
        {
          permissionSet: say("account.people.<value>.permissionSet", "Support"),
          because: say("account.people.<value>.because", "they look up what customers ask about"),
          network: say("account.people.<value>.network", network),
        },
      ],
      [
        "auditors",
        {
          permissionSet: "Auditors",
          because: "they audit",
          addresses: [say("account.people.<value>.addresses[]", "198.51.100.0/24")],
        },
      ],
    ),
    letThrough: exceptions("account"),
    tags,
  };
  const terms = (kind: string) => ({
    purpose: "external",
    because: say(`data.${kind}.<value>.sharedWith.<value>.because`, "balances"),
    until: "2027-01-31",
  });
  const key = say("data.keys.<name>", "wrapping");
  const data = {
    tables: mapping([
      table,
      {
        tags: mapping([say("data.tables.<value>.tags.<name>", "cost"), say("data.tables.<value>.tags.<value>", "c-17")]),
        description: say("data.tables.<value>.description", "Entries"),
        key: {
          partition: mapping([say("data.tables.<value>.key.partition.<name>", "accountId"), "string"]),
          sort: mapping([say("data.tables.<value>.key.sort.<name>", "entryId"), "string"]),
        },
        indexes: mapping([
          index,
          {
            partition: mapping([say("data.tables.<value>.indexes.<value>.partition.<name>", "day"), "string"]),
            sort: mapping([say("data.tables.<value>.indexes.<value>.sort.<name>", "hour"), "string"]),
            project: [say("data.tables.<value>.indexes.<value>.project[]", "amount")],
            tenant: true,
          },
        ]),
        localIndexes: mapping([
          local,
          {
            sort: mapping([say("data.tables.<value>.localIndexes.<value>.sort.<name>", "changedAt"), "string"]),
            project: [say("data.tables.<value>.localIndexes.<value>.project[]", "note")],
          },
        ]),
        timeToLive: say("data.tables.<value>.timeToLive", "expiresAt"),
        stream: "keys-only",
        encryption: "own-key",
        tenants: {
          broker: workload,
          tag: say("data.tables.<value>.tenants.tag", "TenantId"),
          prefix: say("data.tables.<value>.tenants.prefix", "Tenant#"),
          can: ["read"],
          on: ["table", index],
        },
        usedBy: { ...mapping([workload, { can: ["read"], on: ["table", local] }]), team: { can: ["read", "write"] } },
        sharedWith: mapping<object>(
          [`external/${party}`, { can: ["read"], on: ["table", index], how: "role", ...terms("tables") }],
          ["fresh/job", { can: ["read"], purpose: "etl", because: "balances", how: "role", maxSession: "1h" }],
        ),
      },
    ]),
    keys: mapping([
      key,
      {
        tags: mapping([say("data.keys.<value>.tags.<name>", "cost"), say("data.keys.<value>.tags.<value>", "c-17")]),
        description: say("data.keys.<value>.description", "Wraps"),
        usedBy: mapping([workload, { can: ["decrypt"] }]),
        sharedWith: mapping([`external/${party}`, { can: ["decrypt"], ...terms("keys") }]),
      },
    ]),
    secrets: mapping([
      say("data.secrets.<name>", "signing"),
      {
        tags: mapping([say("data.secrets.<value>.tags.<name>", "cost"), say("data.secrets.<value>.tags.<value>", "c-17")]),
        description: say("data.secrets.<value>.description", "Signs"),
        encryption: { key },
        rotation: { by: workload, function: say("data.secrets.<value>.rotation.function", "rotate-signing"), every: "30d" },
        usedBy: mapping([workload, { can: ["read", "write"] }]),
        sharedWith: mapping([`external/${party}`, { can: ["read"], ...terms("secrets") }]),
      },
    ]),
  };
  const fresh = {
    account: "fresh",
    email: say("account.email", "aws+fresh@words.example"),
    organizationalUnit: unit,
    networks: { main: { region: "eu-west-1", cidr: "10.30.0.0/16", zones: 2 } },
    workloads: { job: { runsOn: "ec2", network: "main" } },
    tags,
  };
  const lab = {
    account: "lab",
    id: "200000000004",
    organizationalUnit: "Lab",
    perimeter: "observe",
    because: say("account.because", "experiments"),
  };
  return new Map(
    [
      ["organization.yaml", organization],
      [`accounts/${owner}/account.yaml`, account],
      [`accounts/${owner}/data.yaml`, data],
      ["accounts/fresh/account.yaml", fresh],
      ["accounts/lab/account.yaml", lab],
    ].map(([file, content]) => [file as string, JSON.stringify(content, null, 1)]),
  );
}
