import { doingOf } from "./doings.ts";
import type { Intended, IntendedAccount, IntendedGrant, IntendedResource } from "./intended.ts";
import { expect, grantsTo, holdsAt, isFromConsumer, isInside, isOpenAt } from "./places.ts";
import { KEY_RIGHTS, SECRET_RIGHTS, TABLE_RIGHTS } from "./rights.ts";
import type { Asked, Expectation, What, Who } from "./subject.ts";

type AtKey = Extract<What, { kind: "key" }>;

/** The principals that look after an account's keys. */
const ADMINISTRATORS: ReadonlySet<Who["kind"]> = new Set(["administrator", "root", "deploy"]);

/** What ought to become of a request for a key. */
export function expectAtKey(intended: Intended, asked: Asked, what: AtKey, resource: IntendedResource | undefined): Expectation {
  const account = intended.accounts.get(what.account);
  const doing = doingOf(asked.action);
  if (account === undefined || doing === undefined) return expect("denied", "nobody declared it");
  const isOwn = "account" in asked.who && asked.who.account === account.name;
  if (resource !== undefined && what.of !== "key" && namedKeyOf(resource)?.startsWith("arn:") === true)
    return expectAtOthersKey(intended, asked, what.of, resource);
  if (resource === undefined && doing === "retires-grant") return expect("open", "RCPs do not reach it, and it gives nobody anything");
  if (resource === undefined && !isOwn)
    return isThroughGrant(asked, account)
      ? expect("open", "the service decides first about what it is granted")
      : ofTeam(asked.who, account);
  if (isOwn && asked.who.kind === "service-linked") return expect("open", "AWS's own role for the service");
  switch (doing) {
    case "encrypts":
    case "decrypts":
    case "uses-key-otherwise":
      return use(intended, asked, what, resource, account);
    case "grants-key":
    case "opens":
      if (resource === undefined && (doing === "grants-key" || account.perimeter !== "enforced")) return expect("open", "its team decides");
      if (asked.who.kind === "deploy" && isOwn) return expect("open", "the deploy role decides who is named at data");
      if (isOwn && doing === "grants-key" && isRestoring(asked)) return expect("open", "DynamoDB restores for it");
      return isOwn && account.perimeter !== "enforced" && ADMINISTRATORS.has(asked.who.kind)
        ? expect("open", "the account is not enforced")
        : expect("denied", "the deploy role decides who is named at data");
    case "ends":
    case "retires-grant":
      if (asked.who.kind === "deploy" && isOwn) return expect("open", "the deploy role ends data");
      return isOwn && account.perimeter !== "enforced"
        ? expect("open", "the account is not enforced")
        : expect("denied", "the deploy role ends data");
    case "replicates":
      return isOwn && (asked.who.kind === "deploy" || (resource === undefined && account.perimeter !== "enforced"))
        ? expect("open", "the deploy role replicates data")
        : expect("denied", "the deploy role replicates data");
    default:
      if (isOwn || resource === undefined) return isOwn ? expect("open", "no data") : expect("denied", "nothing is granted to it");
      return [resource, ...encryptedUnder(resource, account)].some((each) => grantsTo(each, asked.who).length > 0)
        ? expect("open", "no data")
        : expect("denied", "nothing is granted to it");
  }
}

/**
 * Whether a party calls through the service of something that it is granted in the account and region. AWS makes up ids of keys, so that no
 * guardrail tells one of them from another; the service asks for the key of what it decided about first.
 */
export const isThroughGrant = (
  { who, where, at, region }: Pick<Asked, "who" | "where" | "at" | "region">,
  { resources }: IntendedAccount,
): boolean =>
  who.kind === "external" &&
  resources.some(
    (each) =>
      each.region === region &&
      grantsTo(each, who).some((grant) => isOpenAt(grant, at)) &&
      (each.kind === "key" || (where.kind === "forwarded" && where.service === serviceOf(each.kind))),
  );

/** A key or secret that nobody declared, for principals of other accounts. */
export function ofTeam(who: Who, { perimeter }: IntendedAccount): Expectation {
  if ("account" in who || who.kind === "service" || perimeter !== "enforced") return expect("open", "its team decides");
  return expect("denied", "nobody from outside reaches an enforced account");
}

function use(intended: Intended, asked: Asked, what: AtKey, resource: IntendedResource | undefined, account: IntendedAccount): Expectation {
  const { who, where } = asked;
  const isOwn = "account" in who && who.account === account.name;
  if (resource === undefined) return isOwn ? expect("open", "a key of a team's own") : expect("denied", "nobody declared it");
  if (what.of === "key") return direct(intended, asked, resource, account);
  if (where.kind !== "forwarded" || where.service !== serviceOf(what.of))
    return expect("denied", "the key is used through the service alone");
  const grants = grantsTo(resource, who).filter((grant) => usesKey(grant, what.of));
  if (grants.some((grant) => isOpenAt(grant, asked.at)))
    return decides(asked, what.of)
      ? expect("allowed", "what it may use is encrypted under the key")
      : expect("open", "through the service");
  if (grants.length > 0) return expect("denied", "the grant is over");
  if (who.kind === "tenant-role") return expect("open", "the table decides about tenants");
  if (isOwn && what.of === "table" && (who.kind === "backup-role" || who.kind === "restore-role"))
    return NEEDED_TO_RECOVER.has(asked.action)
      ? expect("allowed", "backups and restores need the table's key")
      : expect("open", "it backs up, or restores");
  if (isOwn && who.kind === "deploy") return expect("open", "it deploys");
  if (isOwn && what.of === "table" && !resource.isSensitive) return expect("open", "the table decides about its account");
  return expect("denied", "nobody but declared principals uses it");
}

/**
 * What DynamoDB asks of a table's key in the name of who backs it up or restores it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
const NEEDED_TO_RECOVER: ReadonlySet<string> = new Set(["kms:Decrypt", "kms:GenerateDataKey"]);

/** Whether DynamoDB uses a key for a restore role. */
const isRestoring = ({ who, where }: Asked): boolean =>
  who.kind === "restore-role" && where.kind === "forwarded" && where.service === "dynamodb";

/** Whether the service asks for this action when items or secrets are read. */
const decides = ({ action }: Asked, of: AtKey["of"]): boolean => action === "kms:Decrypt" && of !== "key";

/** Whether what a grant allows needs the key that its resource lies under. */
export function usesKey({ can }: IntendedGrant, of: AtKey["of"]): boolean {
  if (of === "secret") return can.some((verb) => (SECRET_RIGHTS[verb] ?? []).length > 0);
  return can.some((verb) => [...(TABLE_RIGHTS[verb]?.table ?? []), ...(TABLE_RIGHTS[verb]?.stream ?? [])].length > 0);
}

/** A key that is declared by itself and used directly. */
function direct(intended: Intended, asked: Asked, resource: IntendedResource, account: IntendedAccount): Expectation {
  const { who, where } = asked;
  const grants = grantsTo(resource, who).filter(({ can }) => can.some((verb) => KEY_RIGHTS[verb]?.includes(asked.action) === true));
  const open = grants.filter((grant) => isOpenAt(grant, asked.at));
  const [grant] = open;
  if (grant === undefined) {
    // What lies under the key may be granted, though the key itself is not any more.
    const through = where.kind === "forwarded" ? throughService(where.service, asked, resource, account) : undefined;
    if (through !== undefined) return through;
    if (grants.length > 0) return expect("denied", "the grant is over");
    const isOwn = "account" in who && who.account === account.name;
    const encrypts = encryptedUnder(resource, account).some(({ kind, isSensitive }) => kind === "table" && !isSensitive);
    if (isOwn && where.kind === "forwarded" && encrypts) return expect("open", "the table decides about its account");
    if (isOwn && where.kind === "forwarded" && who.kind === "deploy") return expect("open", "it deploys");
    if (
      isOwn &&
      where.kind === "forwarded" &&
      where.service === "dynamodb" &&
      (who.kind === "backup-role" || who.kind === "restore-role")
    ) {
      if (encryptedUnder(resource, account).some(({ kind }) => kind === "table")) return expect("open", "it backs up, or restores");
    }
    return expect("denied", "nobody but declared principals uses it");
  }
  if (where.kind === "forwarded") return expect("open", "a service forwards the call", grant.declaredAt);
  const place = isFromConsumer(intended, grant, asked, resource.region);
  if (place === true) return expect("allowed", "it is declared", grant.declaredAt);
  if (place === "anywhere" || !holdsAt(account, asked.at)) return expect("open", "no network is declared", grant.declaredAt);
  if (isInside(where, account, resource.region) && "account" in grant.consumer && grant.consumer.account === account.name)
    return expect("open", "the account's own networks", grant.declaredAt);
  return expect("denied", "declared keys are used from the consumer's network");
}

/**
 * What ought to become of a request for a key that exists and that a table or secret lies under: whoever may use what lies under it needs the
 * key; its owner writes its policy, and decides about everything else. What lies under it decides first.
 */
function expectAtOthersKey(intended: Intended, asked: Asked, of: "table" | "secret", resource: IntendedResource): Expectation {
  const { who, where, at, action } = asked;
  const key = namedKeyOf(resource);
  const owner = intended.accountNames.get(key?.split(":")[4] ?? "");
  const isNear = "account" in who && (who.account === resource.account || who.account === owner);
  const isThrough = where.kind === "forwarded" && where.service === serviceOf(of);
  const isUse = ["encrypts", "decrypts", "uses-key-otherwise"].includes(doingOf(action) ?? "");
  const isOpen = grantsTo(resource, who).some((grant) => usesKey(grant, of) && isOpenAt(grant, at));
  if (isUse && isThrough && isOpen && decides(asked, of)) return expect("allowed", "what it may use is encrypted under the key");
  if (isNear) return expect("open", "the owner of the key decides");
  const isUnder = [...intended.accounts.values()].some(({ resources }) =>
    resources.some((each) => namedKeyOf(each) === key && grantsTo(each, who).length > 0),
  );
  return isUnder ? expect("open", "what it may use decides first") : expect("denied", "nobody but declared principals uses it");
}

/** The tables and secrets of an account that lie under a key which is declared by itself, whether they give its name or its ARN. */
export function encryptedUnder(key: IntendedResource, { resources }: IntendedAccount): readonly IntendedResource[] {
  if (key.kind !== "key") return [];
  const names = [key.name, ...("existing" in key.declared ? [key.declared.existing] : [])];
  return resources.filter((each) => names.includes(namedKeyOf(each) ?? ""));
}

/** The key that a table or secret is declared to lie under: a declared key's name, or an ARN; undefined where it names none. */
export const namedKeyOf = ({ declared }: Pick<IntendedResource, "declared">): string | undefined =>
  "encryption" in declared && typeof declared.encryption === "object" ? declared.encryption.key : undefined;

/** The service that uses a key for its callers. */
export const serviceOf = (of: "table" | "secret" | "key"): string => (of === "table" ? "dynamodb" : "secretsmanager");

/** What a service asks of a declared key for whoever may use a table or secret that lies under it. */
function throughService(service: string, asked: Asked, key: IntendedResource, account: IntendedAccount): Expectation | undefined {
  const of = service === "dynamodb" ? "table" : service === "secretsmanager" ? "secret" : undefined;
  if (of === undefined) return undefined;
  const { who } = asked;
  const encrypted = encryptedUnder(key, account).filter(({ kind }) => kind === of);
  if (who.kind === "tenant-role" && of === "table" && encrypted.some(({ name }) => name === who.table))
    return expect("open", "the table decides about tenants");
  const grants = encrypted.flatMap((each) => grantsTo(each, who).filter((grant) => usesKey(grant, of)));
  const open = grants.find((grant) => isOpenAt(grant, asked.at));
  if (open === undefined) return grants.length > 0 ? expect("denied", "the grant is over") : undefined;
  const { declaredAt } = open;
  return decides(asked, of)
    ? expect("allowed", "what it may use is encrypted under the key", declaredAt)
    : expect("open", "through the service", declaredAt);
}
