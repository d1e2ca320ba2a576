import { keyDeletionWindow } from "../../../policy-pack/rules/key-deletion-window.ts";
import { describeRule, type PolicyTarget, UNKNOWN_TEXT } from "../describe-rule.ts";

const key = (change: Record<string, unknown> = {}, type = "aws:kms/key:Key"): PolicyTarget[] => [
  { type, props: { deletionWindowInDays: 30, ...change } },
];

describeRule(keyDeletionWindow, {
  right: () => key(),
  refuses: [
    { fact: "a week", change: () => key({ deletionWindowInDays: 7 }), says: /fewer than 14 days, got 7/ },
    { fact: "a week for a replica", change: () => key({ deletionWindowInDays: 7 }, "aws:kms/replicaKey:ReplicaKey") },
    { fact: "a week for a key of one's own material", change: () => key({ deletionWindowInDays: 7 }, "aws:kms/externalKey:ExternalKey") },
    {
      fact: "fewer days than are set",
      change: () => key({ deletionWindowInDays: 20 }),
      settings: { days: 21 },
      says: /fewer than 21 days/,
    },
    {
      fact: "a policy that may lock everybody out",
      change: () => key({ bypassPolicyLockoutSafetyCheck: true }),
      says: /still be changed, got true/,
    },
  ],
  accepts: [
    { fact: "AWS's own window", change: () => key({ deletionWindowInDays: undefined }) },
    { fact: "a week where it is set", change: () => key({ deletionWindowInDays: 7 }), settings: { days: 7 } },
    { fact: "AWS's check, written out", change: () => key({ bypassPolicyLockoutSafetyCheck: false }) },
  ],
  leavesOpen: [
    { fact: "a window that is unknown", change: () => key({ deletionWindowInDays: UNKNOWN_TEXT }) },
    { fact: "a check that is unknown", change: () => key({ bypassPolicyLockoutSafetyCheck: UNKNOWN_TEXT }) },
  ],
});
