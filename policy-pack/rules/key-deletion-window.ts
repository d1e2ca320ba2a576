import { z } from "zod";
import { judgeProperty } from "../judge-property.ts";
import { KEY_TYPES } from "../key-types.ts";
import type { ResourceRule } from "../rule.ts";

/** AWS's own window, where none is set. */
const DEFAULT_DAYS = 30;

const settings = z.strictObject({
  days: z.int().min(7).max(DEFAULT_DAYS).default(14).describe("The shortest window in days."),
});

/**
 * What a deleted key encrypts is lost. The window is the time in which somebody may notice.
 * https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html
 */
export const keyDeletionWindow: ResourceRule<typeof settings> = {
  name: "key-deletion-window",
  displayName: "Keys are deleted slowly",
  description: "A KMS key waits long enough before it is deleted, and AWS checks that its policy locks nobody out.",
  severity: "medium",
  remediation: "Set deletionWindowInDays to a longer time, or leave it out for 30 days. Leave out bypassPolicyLockoutSafetyCheck.",
  page: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
  tags: ["kms", "recovery"],
  settings,
  check: (resource, { settings: { days } }) => {
    if (!KEY_TYPES.includes(resource.type)) return [];
    const isLong = (value: unknown) => typeof (value ?? DEFAULT_DAYS) === "number" && Number(value ?? DEFAULT_DAYS) >= days;
    return [
      ...judgeProperty(resource, "deletionWindowInDays", isLong, [`the key is deleted after fewer than ${days} days`, "write more"]),
      ...judgeProperty(resource, "bypassPolicyLockoutSafetyCheck", (value) => value !== true, [
        "AWS does not check that the key's policy can still be changed",
        "leave it out",
      ]),
    ];
  },
};
