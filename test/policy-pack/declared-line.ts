import { resolve } from "../../model/plan/resolve.ts";
import { declaredGrantsOf } from "../../policy-pack/extract/declared-grants-of.ts";
import type { PackContext } from "../../policy-pack/rule.ts";
import { type Edit, linePlan } from "../support/line.ts";

const DATA = "accounts/owner/data.yaml";

/** Grants beside the one of the smallest organization: by a role of the owner's, on a secret and on a key, and one that has ended. */
const MORE: readonly Edit[] = [
  [
    DATA,
    "daily balance }\n",
    `daily balance }
  archive:
    key: { partition: { year: string } }
    sharedWith:
      consumer/reporter: { can: [read], how: role, purpose: etl, because: yearly report }
  ended:
    key: { partition: { year: string } }
    sharedWith:
      consumer/reporter: { can: [read], purpose: etl, because: an audit, until: 2026-01-31 }
secrets:
  signing:
    sharedWith: { consumer/reporter: { can: [read], purpose: etl, because: signs } }
keys:
  files:
    sharedWith: { consumer/reporter: { can: [decrypt], purpose: etl, because: files } }
`,
  ],
  [
    "organization.yaml",
    "organizationalUnits:\n",
    `vendors:
  scanner:
    account: "900000000001"
    role: Scan
    externalId: line-scanner-1f2e3d4c
    because: looks for open buckets
    until: 2027-06-30
    takes: { owner: [ScannerRead] }
organizationalUnits:
`,
  ],
];

/** What the pack knows of the smallest organization, on a day of 2026. */
export const declaredLine = (...edits: readonly Edit[]): PackContext => ({
  declared: declaredGrantsOf(resolve(linePlan(...MORE, ...edits), new Map())),
  today: "2026-11-22",
});
