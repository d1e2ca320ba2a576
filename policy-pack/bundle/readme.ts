import { everyPolicy } from "../every-policy.ts";
import { ruleReference } from "../rule-reference.ts";

/** A test of a rule of a team's own, as it runs beside the bundle. */
export const OWN_RULE_TEST = `const test = require("node:test");
const { expectCompliant, expectUndecided, expectViolation, UNKNOWN_TEXT } = require("./testing.js");

const namedQueue = {
  name: "named-queue",
  description: "A queue's name begins with its team.",
  validateResource: ({ type, props }, report) => {
    if (type !== "aws:sqs/queue:Queue" || /^(orders|billing)-/.test(props.name)) return;
    report(\`name: no team is named, got \${JSON.stringify(props.name)}; begin with orders- or billing-\`);
  },
};

const queue = (change = {}) => [{ type: "aws:sqs/queue:Queue", props: { name: "orders-new", ...change } }];

test("passes a queue with its team", () => expectCompliant(namedQueue, queue()));
test("refuses another", () => expectViolation(namedQueue, queue({ name: "new" }), { says: /got "new"/ }));
test("advises of a name that is unknown", () => expectUndecided(namedQueue, queue({ name: UNKNOWN_TEXT })));
`;

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

A rule has a level (\`mandatory\`, \`advisory\`, \`disabled\` or \`remediate\`), settings, or both with \`enforcementLevel\`. \`remediate\` mends what
the rule can mend, and refuses the rest. \`places\` sets both for some stacks, projects, accounts, units or tags of stacks. An exemption names a rule and
the URNs of resources, where \`*\` and \`?\` are wildcards. It holds through its last day and fails afterwards. A rule or setting that does
not exist is an error.

A value that AWS makes up is unknown in a preview. A rule that cannot decide without it says so as an advisory, and decides during the
update, before the resource is made.

## Rules of your own

\`testing.js\` runs a policy of yours as Pulumi does. A test starts from a fresh resource that is right and changes one thing. Unknown values
throw when they are read, as in a preview.

\`\`\`js own-rule.test.js
${OWN_RULE_TEST}\`\`\`

\`node --test\` runs it. \`expectCompliant\`, \`expectViolation\` and \`expectUndecided\` take the policy, the resources of a stack, and settings.
A resource has a type, its properties, and, where a rule asks for them, a name, its provider's arguments and the names of resources that it
depends on.

## Rules

${ruleReference(everyPolicy(), "###")}`;
}
