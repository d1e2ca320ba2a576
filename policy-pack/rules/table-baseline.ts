import { z } from "zod";
import { type Finding, undecided, violation } from "../finding.ts";
import { foundational } from "../framework.ts";
import { BLUEPRINT_TAG } from "../of-blueprint.ts";
import type { ResourceRule, SeenResource } from "../rule.ts";
import { isAwsManagedAlias, type SeenTable, tablesOf } from "../seen-table.ts";
import { TABLE } from "../table-policies.ts";
import { isRecord, type Properties, UNKNOWN } from "../unknown-values.ts";

const settings = z.strictObject({
  ownerTag: z.string().min(1).default("owner").describe(`The tag that names the owner. ${BLUEPRINT_TAG} counts too.`),
  deletionProtection: z
    .enum(["required", "stated"])
    .default("stated")
    .describe("required: always on. stated: off only where the table says so, which is the first step of deleting it."),
});

/**
 * Every table has a customer managed key, point-in-time recovery, a decision about deletion, and an owner. AWS's keys cannot be shared, and
 * their policies cannot be changed. `palisade:organization` is the same on all resources and shows no owner.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/best-practices-security-preventative.html
 */
export const tableBaseline: ResourceRule<typeof settings> = {
  name: "table-baseline",
  displayName: "Tables are protected and owned",
  description: "A table has a customer managed key, point-in-time recovery, deletion protection or its explicit refusal, and an owner.",
  severity: "high",
  remediation: "Give the table a customer managed key, point-in-time recovery, deletion protection and the owner's tag.",
  page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/best-practices-security-preventative.html",
  tags: ["dynamodb", "encryption", "recovery"],
  framework: foundational("DynamoDB.2"),
  settings,
  mending: "Turns point-in-time recovery on. The key, the protection and the owner are for people to choose.",
  mend: ({ type, properties: { pointInTimeRecovery } }) => {
    const given = recordOf(pointInTimeRecovery);
    const isUnclear = pointInTimeRecovery === UNKNOWN || Object.values(given).includes(UNKNOWN);
    return type !== TABLE || isUnclear || given["enabled"] === true ? undefined : { pointInTimeRecovery: { ...given, enabled: true } };
  },
  check: (resource, { settings: { ownerTag, deletionProtection } }) => {
    const tables = tablesOf(resource);
    if (tables === UNKNOWN) return [undecided(resource, "desiredState")];
    return tables.flatMap((table) =>
      [encryption(table), recovery(table), deletion(table, deletionProtection === "required"), owner(table, ownerTag)].flatMap((verdict) =>
        findingOf(resource, verdict),
      ),
    );
  },
};

/** The problem, or the value that a preview does not show. Undefined if the table is right. */
type Verdict = { readonly wrong: string } | { readonly unknown: string } | undefined;

function findingOf(resource: SeenResource, verdict: Verdict): readonly Finding[] {
  if (verdict === undefined) return [];
  return ["wrong" in verdict ? violation(resource, verdict.wrong) : undecided(resource, verdict.unknown)];
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

function encryption({ encryption: { where, value, isOn, remedy }, key }: SeenTable): Verdict {
  if (isOn === UNKNOWN) return { unknown: where };
  const isOwn = key.value === UNKNOWN || (typeof key.value === "string" && key.value !== "" && !isAwsManagedAlias(key.value));
  if (isOn !== true || !isOwn) return { wrong: `${where}: the table has no customer managed key, got ${shown(value)}; ${remedy}` };
  return key.value === UNKNOWN ? { unknown: key.where } : undefined;
}

function recovery({ recovery: { where, value, isOn, remedy } }: SeenTable): Verdict {
  if (isOn === UNKNOWN) return { unknown: where };
  return isOn === true ? undefined : { wrong: `${where}: the table has no point-in-time recovery, got ${shown(value)}; ${remedy}` };
}

function deletion({ deletionProtection: { where, isOn, remedy } }: SeenTable, isRequired: boolean): Verdict {
  if (isOn === UNKNOWN) return { unknown: where };
  if (isOn === true || (isOn === false && !isRequired)) return undefined;
  const ways = isRequired ? remedy : `${remedy}, or to false where the table is to be deleted`;
  return { wrong: `${where}: the table has no deletion protection, got ${shown(isOn)}; ${ways}` };
}

function owner({ tags }: SeenTable, ownerTag: string): Verdict {
  const values = tags.flatMap((map) => (map === UNKNOWN ? [UNKNOWN] : [ownerTag, BLUEPRINT_TAG].map((tag) => recordOf(map)[tag])));
  if (values.some((value) => typeof value === "string" && value !== "")) return undefined;
  if (values.includes(UNKNOWN)) return { unknown: `the tag ${ownerTag}` };
  const got = JSON.stringify(Object.keys(Object.assign({}, ...tags.map(recordOf)) as Properties));
  return { wrong: `tags: no tag ${ownerTag} names the owner, got ${got}; set it on the table or among the default tags of its provider` };
}

const recordOf = (value: unknown): Properties => (isRecord(value) ? value : {});
