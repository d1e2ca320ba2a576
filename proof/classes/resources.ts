import { indexArn, keyArn, type Partition, parseArn, pathAndName, roleArn, secretArn, tableArn } from "../../iam/arn.ts";
import { RESTORED, RESTORED_TAG } from "../../model/names.ts";
import type { ContextValues } from "../engine/request-context.ts";
import type { Intended, IntendedAccount, IntendedResource } from "../intent/intended.ts";
import { arnOfTable } from "../intent/intended-resources.ts";
import { namedKeyOf } from "../intent/keys.ts";
import type { What } from "../intent/subject.ts";
import { whoIs } from "../intent/who-is.ts";
import type { DeployedResources } from "../world/deployed-resources.ts";
import { existingStreamArn } from "../world/world-names.ts";
import { arnOf } from "../world/world-resource.ts";

/** A class of resources by one example. */
export interface ResourceClass {
  readonly what: What;
  readonly arn: string;
  /** The service and resource type whose actions act on it, as the catalogue names them. */
  readonly service: string;
  readonly type: string;
  readonly account: string;
  readonly region: string;
  /** Keys that every request for it carries. */
  readonly carries: ContextValues;
  /** The actions to ask about; undefined for all that act on it and are no look-ups. */
  readonly actions: readonly string[] | undefined;
  /** What is declared about it. */
  readonly declared: IntendedResource | undefined;
}

const NOTHING_MORE = { carries: {}, actions: undefined } as const;

/** A table, index, stream, key or secret that nobody declared. */
export const NOBODYS = "palisade-nobodys";

/** Everything in an account that requests can be for, declared or not. */
export function resourcesOf(intended: Intended, deployed: DeployedResources, partition: Partition): ResourceClass[] {
  return [...intended.accounts.values()].flatMap((account) => {
    const regions = [...new Set([...account.resources.map(({ region }) => region), ...account.networks.map(({ region }) => region)])];
    const declared = account.resources.flatMap((resource) => classesOf(intended, deployed, resource));
    const others = regions.slice(0, 1).flatMap((region) => {
      const place = { partition, accountId: account.id, region };
      return [...undeclaredIn(account.name, place), ...restoredIn(account.name, place)];
    });
    return [...declared, ...others];
  });
}

/** ARNs of the roles of an account that guardrails are about and that no stack makes. */
export const exemptRoles = (
  { vendors }: Intended,
  { name, id: accountId, deployRole, backupRoles, serviceRoles }: IntendedAccount,
  partition: Partition,
): string[] =>
  [deployRole, ...backupRoles, ...serviceRoles, ...[...vendors.values()].flatMap(({ takes }) => takes.get(name) ?? [])].map((role) =>
    roleArn({ partition, accountId, ...pathAndName(role) }),
  );

/** Every role of the declared accounts that stacks make or the declaration names. */
export function rolesOf(intended: Intended, deployed: DeployedResources, named: readonly string[]): ResourceClass[] {
  return [...new Set([...deployed.roles.keys(), ...named])].flatMap((arn): ResourceClass[] => {
    const account = intended.accountNames.get(parseArn(arn)?.accountId ?? "");
    if (account === undefined) return [];
    return [
      {
        what: { kind: "role", account, role: whoIs(intended, arn) },
        arn,
        service: "sts",
        type: "role",
        account,
        region: "",
        declared: undefined,
        ...NOTHING_MORE,
      },
      {
        what: { kind: "role", account, role: whoIs(intended, arn) },
        arn,
        service: "iam",
        type: "role",
        account,
        region: "",
        declared: undefined,
        ...NOTHING_MORE,
      },
    ];
  });
}

function classesOf(intended: Intended, deployed: DeployedResources, resource: IntendedResource): ResourceClass[] {
  const { account, region, name } = resource;
  const base = { account, region, declared: resource, ...NOTHING_MORE };
  const made = (stackName: string) => {
    const found = deployed.byName.get(`data.${account}/${stackName}`);
    return found === undefined ? undefined : arnOf(found);
  };
  const key = (arn: string | undefined, of: "table" | "secret" | "key"): ResourceClass[] =>
    arn === undefined ? [] : [{ ...base, what: { kind: "key", account, of, name }, arn, service: "kms", type: "key" }];
  /** The key of another's making that something lies under. */
  const named = namedKeyOf(resource);
  const existing = named?.startsWith("arn:") === true ? named : undefined;
  switch (resource.kind) {
    case "table": {
      const arn = arnOfTable(intended, resource);
      const stream = deployed.streams.get(arn);
      const { table } = resource;
      const table_ = { ...base, service: "dynamodb" } as const;
      return [
        { ...table_, what: { kind: "table", account, table: name }, arn, type: "table" },
        ...[...Object.keys(table?.indexes ?? {}), ...Object.keys(table?.localIndexes ?? {})].map(
          (index): ResourceClass => ({
            ...table_,
            what: { kind: "index", account, table: name, index },
            arn: `${arn}/index/${index}`,
            type: "index",
          }),
        ),
        { ...table_, what: { kind: "index", account, table: name, index: NOBODYS }, arn: `${arn}/index/${NOBODYS}`, type: "index" },
        {
          ...table_,
          what: { kind: "stream", account, table: name },
          arn: stream ?? (resource.isExisting ? existingStreamArn(arn) : `${arn}/stream/2030-01-01T00:00:00.000`),
          type: "stream",
        },
        { ...table_, what: { kind: "backup", account, table: name }, arn: `${arn}/backup/01600000000000-0a1b2c3d`, type: "backup" },
        { ...table_, what: { kind: "export", account, table: name }, arn: `${arn}/export/01600000000000-0a1b2c3d`, type: "export" },
        ...key(made(`table-${name}-key`) ?? existing, "table"),
      ];
    }
    case "key":
      return key(("existing" in resource.declared ? resource.declared.existing : undefined) ?? made(`key-${name}-key`), "key");
    case "secret": {
      const arn = ("existing" in resource.declared ? resource.declared.existing : undefined) ?? made(`secret-${name}-secret`);
      if (arn === undefined) return [];
      return [
        { ...base, what: { kind: "secret", account, secret: name }, arn, service: "secretsmanager", type: "Secret" },
        ...key(made(`secret-${name}-key`) ?? existing, "secret"),
      ];
    }
  }
}

/** A restored table of an account that nobody declared, and an index of it: closed, and with the tag that opens it. */
export function restoredIn(
  account: string,
  place: { readonly partition: Partition; readonly accountId: string; readonly region: string },
): ResourceClass[] {
  const name = `${NOBODYS}${RESTORED}copy`;
  return [false, true].flatMap((isOpen) => {
    const base = {
      account,
      region: place.region,
      service: "dynamodb",
      carries: { [`aws:ResourceTag/${RESTORED_TAG}`]: isOpen ? NOBODYS : [] },
      actions: undefined,
      declared: undefined,
    };
    return [
      { ...base, what: { kind: "restored", account, index: undefined, isOpen }, arn: tableArn({ ...place, table: name }), type: "table" },
      {
        ...base,
        what: { kind: "restored", account, index: NOBODYS, isOpen },
        arn: indexArn({ ...place, table: name, index: NOBODYS }),
        type: "index",
      },
    ];
  });
}

/** A table, index, stream, key and secret of an account that nobody declared. */
export function undeclaredIn(
  account: string,
  place: { readonly partition: Partition; readonly accountId: string; readonly region: string },
): ResourceClass[] {
  const base = { account, region: place.region, declared: undefined, ...NOTHING_MORE };
  const table = tableArn({ ...place, table: NOBODYS });
  return [
    { ...base, what: { kind: "table", account, table: undefined }, arn: table, service: "dynamodb", type: "table" },
    {
      ...base,
      what: { kind: "index", account, table: undefined, index: NOBODYS },
      arn: indexArn({ ...place, table: NOBODYS, index: NOBODYS }),
      service: "dynamodb",
      type: "index",
    },
    {
      ...base,
      what: { kind: "stream", account, table: undefined },
      arn: `${table}/stream/2030-01-01T00:00:00.000`,
      service: "dynamodb",
      type: "stream",
    },
    {
      ...base,
      what: { kind: "key", account, of: "key", name: undefined },
      arn: keyArn({ ...place, keyId: "00000000-0000-4000-8000-000000000000" }),
      service: "kms",
      type: "key",
    },
    {
      ...base,
      what: { kind: "secret", account, secret: undefined },
      arn: secretArn({ ...place, secret: `${NOBODYS}-a1b2c3` }),
      service: "secretsmanager",
      type: "Secret",
    },
  ];
}
