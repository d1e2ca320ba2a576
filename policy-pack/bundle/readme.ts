import { everyPolicy } from "../every-policy.ts";
import { ruleReference } from "../rule-reference.ts";

/** The README of the bundle, for teams that know nothing of Palisade. */
export function bundleReadme({ oldestNode }: { readonly oldestNode: number }): string {
  return `# Palisade's policy pack

A CrossGuard pack of rules for who may use data across the accounts of an AWS organization. It reads the policies in your Pulumi program
before anything is made, and says of each mistake what is wrong, what it found and what to do.

It needs Node ${oldestNode} or newer and Pulumi's CLI.

\`\`\`sh
npm install
pulumi preview --policy-pack <this folder>
pulumi preview --policy-pack <this folder> --policy-pack-config settings.json
\`\`\`

## Settings

\`\`\`json
{
  "no-access-key": "advisory",
  "table-baseline": { "ownerTag": "team", "deletionProtection": "required" },
  "exemptions": {
    "list": [
      {
        "rule": "table-baseline",
        "urn": "urn:pulumi:prod::orders::aws:dynamodb/table:Table::cache",
        "reason": "a cache that is filled anew every night",
        "until": "2027-03-31"
      }
    ]
  }
}
\`\`\`

A rule has a level (\`mandatory\`, \`advisory\` or \`disabled\`), settings, or both with \`enforcementLevel\`. An exemption names a rule and
the URNs of resources, where \`*\` and \`?\` are wildcards. It holds through its last day and fails afterwards. A rule or setting that does
not exist is an error.

A value that AWS makes up is unknown in a preview. A rule that cannot decide without it says so as an advisory, and decides during the
update, before the resource is made.

## Rules of your own

\`testing.js\` runs a policy of yours as Pulumi does, unknown values included:

\`\`\`js
const { expectCompliant, expectViolation } = require("./testing.js");
\`\`\`

## Rules

${ruleReference(everyPolicy(), "###")}`;
}
