import { z } from "zod";
import { hashOfAll, hashOfGrant } from "./declared-hash.ts";

const place = { file: z.string(), line: z.int().min(1) };
const accountId = z.string().regex(/^\d{12}$/);

const account = z.strictObject({ name: z.string(), id: accountId.optional(), organizationalUnit: z.string(), ...place });

const resource = z.strictObject({
  /** `<account>/<kind>/<name>`. */
  id: z.string(),
  /** The resource's ARN, or the pattern of it where AWS makes up a part; left out for keys that the blueprint makes. */
  arn: z.string().optional(),
  ...place,
});

const grant = z.strictObject({
  id: z.string(),
  /** Changes with everything that the grant gives. */
  hash: z.string(),
  state: z.enum(["open", "closed", "waiting"]),
  kind: z.enum(["tables", "keys", "secrets"]),
  /** The account of the owner. */
  owner: accountId.optional(),
  /** The account of the consumer. */
  consumer: accountId.optional(),
  /** Patterns of the ARNs of the consumer's principals. None for the replication of a table. */
  principals: z.array(z.string()),
  /** The owner's role that the consumer takes, where there is one. */
  role: z.string().optional(),
  /** Patterns of the ARNs that the grant is for. None for keys that the blueprint makes. */
  arns: z.array(z.string()),
  actions: z.array(z.string()),
  /** The last day. */
  until: z.string().optional(),
  ...place,
});

/** Principals that take roles of an account without a grant: vendors, and who deploys. */
const taker = z.strictObject({
  who: z.string(),
  principals: z.array(z.string()),
  /** Patterns of the ARNs of the roles. */
  roles: z.array(z.string()),
  until: z.string().optional(),
  ...place,
});

const declaredGrants = z.strictObject({
  format: z.literal(1),
  organization: z.string(),
  /** The day on which the declaration was read. */
  asOf: z.string(),
  /** Changes with everything below. */
  hash: z.string(),
  accounts: z.array(account),
  resources: z.array(resource),
  grants: z.array(grant),
  takers: z.array(taker),
});

/** What a declaration says of grants, for the pack: accounts, resources and grants, by name and ARN. It contains no external id and no other secret. */
export type DeclaredGrants = z.output<typeof declaredGrants>;
/** A grant of the extract. */
export type DeclaredGrant = DeclaredGrants["grants"][number];

/** The name of the file beside the pack. */
export const DECLARED_FILE = "declared-grants.json";

/** Reads the text of the file. Throws where it is no such file, or was changed since it was written, with what to do. */
export function readDeclaredGrants(text: string): DeclaredGrants {
  const remedy = "write it again with npm run pack:bundle -- --declaration <folder>";
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${DECLARED_FILE}: is no JSON, got ${JSON.stringify(text.slice(0, 40))}; ${remedy}`);
  }
  const { data, error } = declaredGrants.safeParse(json);
  if (data !== undefined) {
    const changed = data.grants.find((each) => each.hash !== hashOfGrant(each))?.id;
    if (changed !== undefined || data.hash !== hashOfAll(data))
      throw new Error(
        `${DECLARED_FILE}: ${changed ?? "it"} was changed after the file was written, so that its hash is another one; ${remedy}`,
      );
    return data;
  }
  const [issue] = error.issues;
  throw new Error(`${DECLARED_FILE}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}; ${remedy}`);
}
