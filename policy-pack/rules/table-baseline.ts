import { type Finding, undecided, violation } from "../finding.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";
import { isAwsManagedAlias, type SeenTable, tablesOf } from "../seen-table.ts";
import { isRecord, type Properties, UNKNOWN } from "../unknown-values.ts";

const OWNER_TAG = "palisade:stack";

/**
 * What every table has, whoever wrote it: a key of the account's own (AWS's cannot be shared and cannot be closed), recovery to a point
 * in time, a decision about deletion, and an owner. The tag that proves the owner is `palisade:stack`, which the stack's provider puts on
 * everything: it names the one stack, hence the account and its file. `palisade:organization` is the same for all and proves nothing.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/best-practices-security-preventative.html
 */
export const tableBaseline: ResourceRule = {
  name: "table-baseline",
  description: "A table has a key of the account's own, point-in-time recovery, deletion protection or its explicit refusal, and an owner.",
  configSchema: {
    properties: {
      ownerTag: { type: "string", default: OWNER_TAG, description: "The tag that names the owner." },
      deletionProtection: {
        type: "string",
        enum: ["required", "stated"],
        default: "stated",
        description: "required: always on; stated: off only where the table says so, which is the first step of deleting it.",
      },
    },
  },
  check: (resource, { settings }) => {
    const ownerTag = typeof settings["ownerTag"] === "string" ? settings["ownerTag"] : OWNER_TAG;
    const tables = tablesOf(resource);
    if (tables === UNKNOWN) return [undecided(resource, "desiredState")];
    return tables.flatMap((table) =>
      [encryption(table), recovery(table), deletion(table, settings["deletionProtection"] === "required"), owner(table, ownerTag)].flatMap(
        (verdict) => findingOf(resource, verdict),
      ),
    );
  },
};

/** What is wrong, or what a preview does not show; undefined where the table is right. */
type Verdict = { readonly wrong: string } | { readonly unknown: string } | undefined;

function findingOf(resource: SeenResource, verdict: Verdict): readonly Finding[] {
  if (verdict === undefined) return [];
  return ["wrong" in verdict ? violation(resource, verdict.wrong) : undecided(resource, verdict.unknown)];
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

function encryption({ encryption: { where, value, isOn, remedy }, key }: SeenTable): Verdict {
  if (isOn === UNKNOWN) return { unknown: where };
  const isOwn = key.value === UNKNOWN || (typeof key.value === "string" && key.value !== "" && !isAwsManagedAlias(key.value));
  if (isOn !== true || !isOwn) return { wrong: `${where}: the table has no key of the account's own, got ${shown(value)}; ${remedy}` };
  return key.value === UNKNOWN ? { unknown: key.where } : undefined;
}

function recovery({ recovery: { where, value, isOn, remedy } }: SeenTable): Verdict {
  if (isOn === UNKNOWN) return { unknown: where };
  return isOn === true ? undefined : { wrong: `${where}: the table cannot be recovered, got ${shown(value)}; ${remedy}` };
}

function deletion({ deletionProtection: { where, isOn, remedy } }: SeenTable, isRequired: boolean): Verdict {
  if (isOn === UNKNOWN) return { unknown: where };
  if (isOn === true || (isOn === false && !isRequired)) return undefined;
  const ways = isRequired ? remedy : `${remedy}, or to false where the table is to be deleted`;
  return { wrong: `${where}: nothing keeps the table from being deleted, got ${shown(isOn)}; ${ways}` };
}

function owner({ tags }: SeenTable, ownerTag: string): Verdict {
  const values = tags.map((map) => (map === UNKNOWN ? UNKNOWN : recordOf(map)[ownerTag]));
  if (values.some((value) => typeof value === "string" && value !== "")) return undefined;
  if (values.includes(UNKNOWN)) return { unknown: `the tag ${ownerTag}` };
  const got = JSON.stringify(Object.keys(Object.assign({}, ...tags.map(recordOf)) as Properties));
  return { wrong: `tags: no tag ${ownerTag} names the owner, got ${got}; set it, or use the stack's own provider` };
}

const recordOf = (value: unknown): Properties => (isRecord(value) ? value : {});
